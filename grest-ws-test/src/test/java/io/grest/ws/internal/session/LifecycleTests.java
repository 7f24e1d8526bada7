package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.Overflow;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.internal.session.TestApi.Client;
import io.grest.ws.internal.session.TestApi.Echo;
import io.grest.ws.internal.session.TestApi.Server;
import io.grest.ws.internal.session.TestApi.Text;
import io.grest.ws.server.SocketServer;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The order of a connection's life, seen from the other end.
 */
class LifecycleTests {

	private final AtomicReference<SocketConnection<Client>> connection = new AtomicReference<>();

	private final List<CloseReason> closed = new CopyOnWriteArrayList<>();

	private SocketServer<Server, Client> server(ConnectionOptions options) {
		return TestApi.server((connection) -> {
			this.connection.set(connection);
			connection.onClose(this.closed::add);
			return new Echo();
		}).options(options).build();
	}

	private RawPeer connect() {
		return RawPeer.of(server(ConnectionOptions.DEFAULTS)).shakeHands();
	}

	private Client client() {
		return this.connection.get().remote();
	}

	private int pending() {
		return ((DefaultSocketConnection<Client>) this.connection.get()).session().calls().pending().size();
	}

	@Test
	void whatTheHandlerSendsWhileItIsCalledFollowsTheOkInOrder() {
		RawPeer peer = RawPeer.of(TestApi.server((connection) -> {
			assertThat(connection.isOpen()).isFalse();
			connection.remote().note(new Text("1"));
			connection.remote().areYouThere().subscribe();
			connection.remote().note(new Text("2"));
			return new Echo();
		}).build());
		peer.send("h:::");
		peer.expect("k:::null");
		peer.expect("m:Api.note::{\"text\":\"1\"}");
		peer.expect("r:Api.areYouThere:1:");
		peer.expect("m:Api.note::{\"text\":\"2\"}");
	}

	@Test
	void aVoidMethodSendsAtOnceAndAMonoForEachSubscription() {
		RawPeer peer = connect();
		client().note(new Text("now"));
		Mono<Void> later = client().noteLater(new Text("later"));
		peer.expect("m:Api.note::{\"text\":\"now\"}");
		peer.expectNothingMore();
		later.subscribe();
		later.subscribe();
		peer.expect("m:Api.noteLater::{\"text\":\"later\"}");
		peer.expect("m:Api.noteLater::{\"text\":\"later\"}");
	}

	@Test
	void aPendingRequestLeavesNoTraceAfterAnAnswer() {
		RawPeer peer = connect();
		StepVerifier.create(client().ask(new Text("?"))).then(() -> {
			peer.expect("r:Api.ask:1:{\"text\":\"?\"}");
			assertThat(pending()).isEqualTo(1);
			peer.send("s:Api.ask:1:{\"success\":true,\"type\":\"OK\",\"data\":{\"text\":\"!\"}}");
		}).expectNext(new Text("!")).expectComplete().verify(RawPeer.TIMEOUT);
		assertThat(pending()).isZero();
	}

	@Test
	void aPendingRequestLeavesNoTraceAfterAnError() {
		RawPeer peer = connect();
		StepVerifier.create(client().ask(new Text("?")))
			.then(() -> peer.send("s:Api.ask:1:{\"success\":false,\"type\":\"FULL\",\"data\":{\"capacity\":3}}"))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOfSatisfying(TestApi.FullException.class,
					(full) -> assertThat(full.data()).isEqualTo(new TestApi.FullException.Details(3))))
			.verify(RawPeer.TIMEOUT);
		assertThat(pending()).isZero();
	}

	@Test
	void aPendingRequestLeavesNoTraceAfterATimeout() {
		RawPeer peer = RawPeer.of(server(ConnectionOptions.builder().requestTimeout(Duration.ofMillis(50)).build()))
			.shakeHands();
		StepVerifier.create(client().ask(new Text("?")))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOfSatisfying(ServerErrorException.class,
					(error) -> assertThat(error.displayMessage()).contains("Request timeout")))
			.verify(RawPeer.TIMEOUT);
		assertThat(pending()).isZero();
		peer.expect("r:Api.ask:1:{\"text\":\"?\"}");
		peer.send("s:Api.ask:1:{\"success\":true,\"type\":\"OK\",\"data\":{\"text\":\"late\"}}");
		assertThat(this.connection.get().isOpen()).isTrue();
	}

	@Test
	void aPendingRequestLeavesNoTraceAfterACancel() {
		RawPeer peer = connect();
		Disposable call = client().ask(new Text("?")).subscribe();
		peer.expect("r:Api.ask:1:{\"text\":\"?\"}");
		call.dispose();
		assertThat(pending()).isZero();
	}

	@Test
	void aPendingRequestLeavesNoTraceAfterAClose() {
		RawPeer peer = connect();
		StepVerifier.create(client().ask(new Text("?")))
			.then(peer::drop)
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOfSatisfying(ServerErrorException.class,
					(error) -> assertThat(error.displayMessage()).contains("Socket connection closed!")))
			.verify(RawPeer.TIMEOUT);
		assertThat(pending()).isZero();
	}

	@Test
	void oneMorePendingRequestThanTheLimitFailsAtOnce() {
		RawPeer.of(server(ConnectionOptions.builder().maxInFlight(256).maxPending(1).build())).shakeHands();
		client().ask(new Text("?")).subscribe();
		StepVerifier.create(client().ask(new Text("?")))
			.expectError(TooManyRequestsException.class)
			.verify(RawPeer.TIMEOUT);
		assertThat(pending()).isEqualTo(1);
	}

	@Test
	void aCallOnAClosedConnectionFailsAtOnce() {
		RawPeer peer = connect();
		peer.close();
		assertThatExceptionOfType(ServerErrorException.class).isThrownBy(() -> client().note(new Text("?")));
		StepVerifier.create(client().ask(new Text("?")))
			.expectError(ServerErrorException.class)
			.verify(RawPeer.TIMEOUT);
	}

	@Test
	void aRequestThatFindsTheQueueFullFailsAtOnce() {
		RawPeer
			.of(server(ConnectionOptions.builder().outboundFrames(2).outboundSize(DataSize.ofMegabytes(1)).build()), 1)
			.shakeHands();
		client().ask(new Text("1")).subscribe();
		client().ask(new Text("2")).subscribe();
		StepVerifier.create(client().ask(new Text("3")))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(TooManyRequestsException.class)
				.hasMessageContaining("Outbound queue is full"))
			.verify(RawPeer.TIMEOUT);
		assertThat(pending()).isEqualTo(2);
		assertThat(this.connection.get().isOpen()).isTrue();
	}

	@Test
	void aPushThatFindsTheQueueFullCloses4008() {
		RawPeer peer = RawPeer
			.of(server(ConnectionOptions.builder().outboundFrames(2).outboundSize(DataSize.ofMegabytes(1)).build()), 1)
			.shakeHands();
		for (int i = 0; i < 3; i++) {
			client().note(new Text("push"));
		}
		assertThat(peer.closed().getCode()).isEqualTo(4008);
		assertThat(this.closed).singleElement().satisfies((reason) -> assertThat(reason.code()).isEqualTo(4008));
	}

	@Test
	void aPeerThatTakesNothingIsClosed4008() {
		RawPeer peer = RawPeer
			.of(server(ConnectionOptions.builder()
				.stallTimeout(Duration.ofMillis(100))
				.closeTimeout(Duration.ofSeconds(5))
				.build()), 1)
			.shakeHands();
		client().note(new Text("waits"));
		assertThat(peer.closed().getCode()).isEqualTo(4008);
	}

	@Test
	void aPeerThatTakesALittleAtATimeIsNotClosed() {
		RawPeer peer = RawPeer
			.of(server(ConnectionOptions.builder()
				.stallTimeout(Duration.ofSeconds(1))
				.closeTimeout(Duration.ofSeconds(5))
				.build()), 1)
			.shakeHands();
		for (int i = 0; i < 20; i++) {
			client().note(new Text("" + i));
		}
		for (int i = 0; i < 20; i++) {
			String expected = "m:Api.note::{\"text\":\"" + i + "\"}";
			Mono.delay(Duration.ofMillis(100)).doOnNext((tick) -> peer.read(1)).block(RawPeer.TIMEOUT);
			peer.expect(expected);
		}
		assertThat(this.connection.get().isOpen()).isTrue();
	}

	@Test
	void closeLetsOutWhatWaits() {
		RawPeer peer = RawPeer.of(server(ConnectionOptions.DEFAULTS), 1).shakeHands();
		client().note(new Text("last words"));
		this.connection.get().close(4321, "enough");
		assertThat(this.connection.get().isOpen()).isFalse();
		peer.read(1);
		peer.expect("m:Api.note::{\"text\":\"last words\"}");
		assertThat(peer.closed()).isEqualTo(new CloseStatus(4321, "enough"));
		assertThat(this.closed).singleElement().satisfies((reason) -> {
			assertThat(reason.initiator()).isEqualTo(CloseReason.Initiator.LOCAL);
			assertThat(reason.status().reason()).isEqualTo("enough");
		});
	}

	@Test
	void aCloseThatReachesNobodyIsCut() {
		RawPeer peer = RawPeer
			.of(server(ConnectionOptions.builder()
				.stallTimeout(Duration.ofSeconds(30))
				.closeTimeout(Duration.ofMillis(50))
				.build()), 1)
			.shakeHands();
		client().note(new Text("never read"));
		this.connection.get().close();
		await().atMost(RawPeer.TIMEOUT).until(peer::serverHasEnded);
		assertThat(this.closed).hasSize(1);
	}

	@Test
	void onCloseIsToldTheCodeOfThePeerOnce() {
		RawPeer peer = connect();
		peer.close();
		peer.drop();
		assertThat(this.closed).singleElement().satisfies((reason) -> {
			assertThat(reason.code()).isEqualTo(1000);
			assertThat(reason.initiator()).isEqualTo(CloseReason.Initiator.REMOTE);
		});
		List<CloseReason> late = new ArrayList<>();
		this.connection.get().onClose(late::add);
		assertThat(late).hasSize(1);
		StepVerifier.create(this.connection.get().closed()).expectNextCount(1).expectComplete().verify(RawPeer.TIMEOUT);
	}

	@Test
	void teardownWaitsForUnfinishedCallsOfBothSides() {
		Sinks.One<Text> answer = Sinks.one();
		RawPeer peer = RawPeer.of(TestApi.server((connection) -> {
			this.connection.set(connection);
			return new Echo() {
				@Override
				public Mono<Text> echo(Text text) {
					return answer.asMono();
				}
			};
		}).build()).shakeHands();
		peer.send("r:Api.echo:1:{\"text\":\"\"}");
		client().areYouThere().subscribe();
		peer.expect("r:Api.areYouThere:1:");
		this.connection.get().teardown();
		assertThatExceptionOfType(ServerErrorException.class).isThrownBy(() -> client().note(new Text("new")));
		peer.send("s:Api.areYouThere:1:{\"success\":true,\"type\":\"OK\",\"data\":true}");
		assertThat(peer.serverHasEnded()).isFalse();
		answer.tryEmitValue(new Text("done"));
		peer.expect("s:Api.echo:1:{\"success\":true,\"type\":\"OK\",\"data\":{\"text\":\"done\"}}");
		assertThat(peer.closed().getCode()).isEqualTo(1000);
	}

	@Test
	void aHandshakeThatIsCutEndsTheConnectionWithoutCallingTheHandler() {
		RawPeer peer = RawPeer.of(server(ConnectionOptions.DEFAULTS));
		peer.drop();
		assertThat(peer.serverHasEnded()).isTrue();
		assertThat(this.connection.get()).isNull();
	}

	@Test
	void aPeerThatAnswersPingsIsKeptThoughItSendsNothing() {
		RawPeer peer = RawPeer
			.of(server(ConnectionOptions.builder()
				.heartbeatInterval(Duration.ofMillis(40))
				.heartbeatTimeout(Duration.ofMillis(120))
				.build()))
			.shakeHands();
		await().pollDelay(Duration.ofMillis(400)).until(() -> this.connection.get().isOpen());
		peer.expectNothingMore();
	}

	@Test
	void aSilentPeerIsClosed4008() {
		RawPeer peer = RawPeer
			.of(server(ConnectionOptions.builder()
				.heartbeatInterval(Duration.ofMillis(40))
				.heartbeatTimeout(Duration.ofMillis(120))
				.build()), 1)
			.shakeHands();
		peer.deafen();
		assertThat(peer.closed()).isEqualTo(new CloseStatus(4008, "Heartbeat timeout"));
	}

	@Test
	void aPeerThatThisSideDoesNotReadIsNotSilent() {
		Sinks.One<Text> answer = Sinks.one();
		RawPeer peer = RawPeer.of(TestApi.server((connection) -> {
			this.connection.set(connection);
			return new Echo() {
				@Override
				public Mono<Text> echo(Text text) {
					return answer.asMono();
				}
			};
		})
			.options(ConnectionOptions.builder()
				.maxInFlight(1)
				.maxPending(1)
				.heartbeatInterval(Duration.ofMillis(40))
				.heartbeatTimeout(Duration.ofMillis(120))
				.build())
			.build()).shakeHands();
		peer.send("r:Api.echo:1:{\"text\":\"\"}");
		await().pollDelay(Duration.ofMillis(400)).until(() -> this.connection.get().isOpen());
		answer.tryEmitValue(new Text("late"));
		peer.expect("s:Api.echo:1:{\"success\":true,\"type\":\"OK\",\"data\":{\"text\":\"late\"}}");
	}

	@Test
	void aFullQueueDropsTheLatestMessageIfToldTo() {
		RawPeer peer = RawPeer
			.of(server(ConnectionOptions.builder()
				.outboundFrames(2)
				.outboundSize(DataSize.ofMegabytes(1))
				.overflow(Overflow.DROP_LATEST)
				.build()), 1)
			.shakeHands();
		for (int i = 1; i <= 4; i++) {
			client().note(new Text("" + i));
		}
		peer.read(10);
		peer.expect("m:Api.note::{\"text\":\"1\"}");
		peer.expect("m:Api.note::{\"text\":\"2\"}");
		peer.expectNothingMore();
		assertThat(this.connection.get().isOpen()).isTrue();
	}

	@Test
	void aFullQueueDropsTheOldestMessageIfToldToAndNeverACallOrAnAnswer() {
		RawPeer peer = RawPeer
			.of(server(ConnectionOptions.builder()
				.outboundFrames(3)
				.outboundSize(DataSize.ofMegabytes(1))
				.overflow(Overflow.DROP_OLDEST)
				.build()), 1)
			.shakeHands();
		client().areYouThere().subscribe();
		peer.send("r:Api.echo:1:{\"text\":\"kept\"}");
		for (int i = 1; i <= 5; i++) {
			client().note(new Text("" + i));
		}
		peer.read(10);
		peer.expect("r:Api.areYouThere:1:");
		peer.expect("s:Api.echo:1:{\"success\":true,\"type\":\"OK\",\"data\":{\"text\":\"kept\"}}");
		peer.expect("m:Api.note::{\"text\":\"5\"}");
		peer.expectNothingMore();
	}

	@Test
	void callsOverTheRateAreRefusedAndWhoGoesOnIsClosed1013() {
		RawPeer peer = RawPeer.of(server(ConnectionOptions.builder().requestsPerSecond(5).build())).shakeHands();
		for (int i = 1; i <= 5; i++) {
			peer.send("r:Api.echo:" + i + ":{\"text\":\"\"}");
			assertThat(peer.next()).contains("\"success\":true");
		}
		for (int i = 1; i <= 5; i++) {
			peer.send("r:Api.echo:" + i + ":{\"text\":\"\"}");
			assertThat(peer.next()).contains("TOO_MANY_REQUESTS");
		}
		peer.send("r:Api.echo:11:{\"text\":\"\"}");
		assertThat(peer.closed().getCode()).isEqualTo(1013);
	}

}
