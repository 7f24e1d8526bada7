package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.internal.session.TestApi.Client;
import io.grest.ws.internal.session.TestApi.Echo;
import io.grest.ws.internal.session.TestApi.FullException;
import io.grest.ws.internal.session.TestApi.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What calls are counted as, one test for each result of either direction.
 */
class CallMetricsTests {

	private final Meters meters = new Meters();

	private final AtomicReference<SocketConnection<Client>> connection = new AtomicReference<>();

	private final AtomicReference<Mono<Text>> answer = new AtomicReference<>(Mono.just(new Text("!")));

	private RawPeer peer = connect(ConnectionOptions.DEFAULTS);

	private RawPeer connect(ConnectionOptions options) {
		return RawPeer.of(TestApi.server((connection) -> {
			this.connection.set(connection);
			return new Answering();
		}).options(options).metrics(this.meters.metrics()).build()).shakeHands();
	}

	@AfterEach
	void nothingIsActiveOnceAllHaveClosed() {
		this.peer.drop();
		this.connection.get().closed().block(RawPeer.TIMEOUT);
		assertThat(this.meters.gauge("requests.active")).isZero();
		assertThat(this.meters.gauge("out.requests.active")).isZero();
	}

	private void echo(String id) {
		this.peer.send("r:Api.echo:" + id + ":{\"text\":\"?\"}");
	}

	private Client client() {
		return this.connection.get().remote();
	}

	// Of the peer

	@Test
	void aCallAnsweredAtOnceIsOk() {
		echo("1");
		this.peer.next();
		assertThat(this.meters.requests("echo", "OK")).isOne();
		assertThat(this.meters.timed("request.duration", "echo")).isOne();
	}

	@Test
	void aCallAnsweredLaterIsActiveUntilThenAndOk() {
		Sinks.One<Text> later = Sinks.one();
		this.answer.set(later.asMono());
		echo("1");
		assertThat(this.meters.gauge("requests.active")).isOne();
		assertThat(this.meters.total("requests")).isZero();
		later.tryEmitValue(new Text("!"));
		this.peer.next();
		assertThat(this.meters.gauge("requests.active")).isZero();
		assertThat(this.meters.requests("echo", "OK")).isOne();
	}

	@Test
	void aMessageIsOk() {
		this.peer.send("m:Api.tell::{\"text\":\"?\"}");
		this.peer.send("m:Api.tellLater::{\"text\":\"?\"}");
		assertThat(this.meters.requests("tell", "OK")).isOne();
		assertThat(this.meters.requests("tellLater", "OK")).isOne();
	}

	@Test
	void aDeclaredErrorCountsAsItsType() {
		this.answer.set(Mono.error(new FullException(new FullException.Details(3))));
		echo("1");
		this.peer.next();
		assertThat(this.meters.requests("echo", "FULL")).isOne();
	}

	@Test
	void anUndeclaredErrorCountsAsWhatThePeerIsTold() {
		this.answer.set(Mono.error(new NotFoundException()));
		echo("1");
		assertThat(this.peer.next()).contains("SERVER_ERROR");
		this.peer.send("m:Api.echo::{\"text\":\"?\"}");
		assertThat(this.meters.requests("echo", "SERVER_ERROR")).isEqualTo(2);
		assertThat(this.meters.count("frames.dropped", "reason", "FAILED")).isOne();
	}

	@Test
	void anInputThatDoesNotFitIsAValidationError() {
		this.peer.send("r:Api.echo:1:{\"text\":");
		this.peer.send("m:Api.tell::17");
		assertThat(this.meters.requests("echo", "VALIDATION_ERROR")).isOne();
		assertThat(this.meters.requests("tell", "VALIDATION_ERROR")).isOne();
		assertThat(this.meters.count("frames.dropped", "reason", "INVALID_PAYLOAD")).isOne();
		assertThat(this.meters.gauge("requests.active")).isZero();
	}

	@Test
	void anUnknownPathCountsAsUnknown() {
		this.peer.send("r:Api.invented:1:");
		this.peer.send("r:Invented:2:");
		this.peer.send("m:Api.invented::");
		assertThat(this.meters.requests("UNKNOWN", "ROUTE_NOT_FOUND")).isEqualTo(3);
		assertThat(this.meters.count("requests.refused", "reason", "UNKNOWN_PATH")).isEqualTo(2);
		assertThat(this.meters.count("frames.dropped", "reason", "UNKNOWN_PATH")).isOne();
	}

	@Test
	void aHandlerThatIsStoppedByTheCloseIsCancelled() {
		this.answer.set(Mono.never());
		echo("1");
		echo("2");
		assertThat(this.meters.gauge("requests.active")).isEqualTo(2);
		this.peer.close();
		assertThat(this.meters.requests("echo", "CANCELLED")).isEqualTo(2);
		assertThat(this.meters.gauge("requests.active")).isZero();
	}

	@Test
	void aHandlerThatAnswersAfterTheCloseCountsOnce() {
		Sinks.One<Text> later = Sinks.one();
		this.answer.set(later.asMono());
		echo("1");
		this.peer.close();
		later.tryEmitValue(new Text("!"));
		assertThat(this.meters.total("requests")).isOne();
		assertThat(this.meters.requests("echo", "CANCELLED")).isOne();
	}

	@Test
	void callsOverTheLimitAreRefused() {
		this.answer.set(Mono.never());
		this.peer = connect(ConnectionOptions.builder().maxInFlight(1).maxPending(1).build());
		client().areYouThere().subscribe();
		echo("1");
		echo("2");
		assertThat(this.meters.requests("echo", "TOO_MANY_REQUESTS")).isOne();
		assertThat(this.meters.count("requests.refused", "reason", "OVER_LIMIT")).isOne();
		assertThat(this.meters.gauge("requests.active")).isOne();
	}

	@Test
	void callsOverTheRateAreRefused() {
		this.peer = connect(ConnectionOptions.builder().requestsPerSecond(1).build());
		echo("1");
		echo("2");
		this.peer.send("m:Api.tell::{\"text\":\"?\"}");
		assertThat(this.meters.requests("echo", "TOO_MANY_REQUESTS")).isOne();
		assertThat(this.meters.requests("tell", "TOO_MANY_REQUESTS")).isOne();
		assertThat(this.meters.count("requests.refused", "reason", "OVER_RATE")).isOne();
		assertThat(this.meters.count("frames.dropped", "reason", "OVER_RATE")).isOne();
	}

	@Test
	void callsOfAPeerThatHeardNothingOfTheShutdownAreRefused() {
		ConnectionAccess.refuseCalls(this.connection.get());
		echo("1");
		assertThat(this.peer.next()).contains("TOO_MANY_REQUESTS");
		assertThat(this.meters.requests("echo", "TOO_MANY_REQUESTS")).isOne();
		assertThat(this.meters.count("requests.refused", "reason", "GOING_AWAY")).isOne();
	}

	@Test
	void aHandlerOfAPathCountsAsTheMethodOrAsUnknown() {
		this.connection.get().registerHandler("Api.tell", Text.class, (text) -> {
		});
		this.connection.get().registerHandler("own.path", Text.class, (text) -> {
		});
		this.peer.send("m:Api.tell::{\"text\":\"?\"}");
		this.peer.send("m:own.path::{\"text\":\"?\"}");
		assertThat(this.meters.requests("tell", "OK")).isOne();
		assertThat(this.meters.requests("UNKNOWN", "OK")).isOne();
	}

	@Test
	void framesOfNoUseAreCountedByTheirReason() {
		this.peer.send("nonsense");
		this.peer.send("h:::{}");
		this.peer.send("s:Api.ask:17:{\"success\":true,\"type\":\"OK\"}");
		assertThat(this.meters.count("frames.dropped", "reason", "MALFORMED")).isOne();
		assertThat(this.meters.count("frames.dropped", "reason", "UNEXPECTED")).isOne();
		assertThat(this.meters.count("frames.dropped", "reason", "UNKNOWN_ID")).isOne();
	}

	// To the peer

	private Disposable ask() {
		Disposable call = client().ask(new Text("?")).subscribe((text) -> {
		}, (ex) -> {
		});
		assertThat(this.peer.next()).startsWith("r:Api.ask:");
		return call;
	}

	@Test
	void anAnswerIsOk() {
		ask();
		assertThat(this.meters.gauge("out.requests.active")).isOne();
		this.peer.send("s:Api.ask:1:{\"success\":true,\"type\":\"OK\",\"data\":{\"text\":\"!\"}}");
		assertThat(this.meters.outRequests("ask", "OK")).isOne();
		assertThat(this.meters.timed("out.request.duration", "ask")).isOne();
		assertThat(this.meters.gauge("out.requests.active")).isZero();
	}

	@Test
	void anErrorOfThePeerCountsAsItsTypeIfTheMethodDeclaresIt() {
		ask();
		this.peer.send("s:Api.ask:1:{\"success\":false,\"type\":\"FULL\",\"data\":{\"capacity\":3}}");
		ask();
		this.peer.send("s:Api.ask:2:{\"success\":false,\"type\":\"VALIDATION_ERROR\"}");
		ask();
		this.peer.send("s:Api.ask:3:{\"success\":false,\"type\":\"INVENTED\"}");
		assertThat(this.meters.outRequests("ask", "FULL")).isOne();
		assertThat(this.meters.outRequests("ask", "VALIDATION_ERROR")).isOne();
		assertThat(this.meters.outRequests("ask", "ERROR")).isOne();
	}

	@Test
	void anAnswerThatCannotBeReadIsAnError() {
		ask();
		this.peer.send("s:Api.ask:1:nonsense");
		assertThat(this.meters.outRequests("ask", "ERROR")).isOne();
	}

	@Test
	void aCallThatNobodyWaitsForIsCancelled() {
		ask().dispose();
		assertThat(this.meters.outRequests("ask", "CANCELLED")).isOne();
		this.peer.send("s:Api.ask:1:{\"success\":true,\"type\":\"OK\"}");
		assertThat(this.meters.total("out.requests")).isOne();
	}

	@Test
	void aCallWithoutAnAnswerInTimeIsATimeout() {
		this.peer = connect(ConnectionOptions.builder().requestTimeout(Duration.ofMillis(50)).build());
		ask();
		await().atMost(RawPeer.TIMEOUT).until(() -> this.meters.outRequests("ask", "TIMEOUT") == 1);
		assertThat(this.meters.gauge("out.requests.active")).isZero();
	}

	@Test
	void aCallWhoseConnectionClosesIsClosed() {
		ask();
		this.peer.close();
		assertThat(this.meters.outRequests("ask", "CLOSED")).isOne();
		client().ask(new Text("?")).onErrorComplete().block(RawPeer.TIMEOUT);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> client().note(new Text("?")));
		assertThat(this.meters.outRequests("ask", "CLOSED")).isEqualTo(2);
		assertThat(this.meters.outRequests("note", "CLOSED")).isOne();
	}

	@Test
	void aCallTooManyIsRefusedHere() {
		this.peer = connect(ConnectionOptions.builder().maxInFlight(1).maxPending(1).build());
		ask();
		client().areYouThere().onErrorComplete().block(RawPeer.TIMEOUT);
		assertThat(this.meters.outRequests("areYouThere", "TOO_MANY_REQUESTS")).isOne();
		assertThat(this.meters.timed("out.request.duration", "areYouThere")).isZero();
	}

	@Test
	void aCallThatFindsTheQueueFullFails() {
		this.peer = connect(
				ConnectionOptions.builder().outboundFrames(1).outboundSize(DataSize.ofKilobytes(1)).build());
		this.peer.deafen();
		for (int i = 0; i < 300; i++) {
			client().ask(new Text("?")).onErrorComplete().subscribe();
		}
		assertThat(this.meters.outRequests("ask", "TOO_MANY_REQUESTS")).isPositive();
	}

	@Test
	void aMessageIsOkOnceItIsOnItsWay() {
		client().note(new Text("!"));
		client().noteLater(new Text("!")).block(RawPeer.TIMEOUT);
		assertThat(this.meters.outRequests("note", "OK")).isOne();
		assertThat(this.meters.outRequests("noteLater", "OK")).isOne();
		assertThat(this.meters.timed("out.request.duration", "note")).isZero();
	}

	@Test
	void aMessageToAGroupCountsForEachMember() {
		SocketGroup<Client> group = SocketGroup.of(Client.class);
		group.add(this.connection.get());
		RawPeer other = connect(ConnectionOptions.DEFAULTS);
		group.add(this.connection.get());
		group.remote().note(new Text("!"));
		assertThat(this.meters.outRequests("note", "OK")).isEqualTo(2);
		other.close();
	}

	@Test
	void aPayloadThatCannotBeWrittenIsAnError() {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> this.connection.get().send("Api.note", new Unwritable()));
		this.connection.get().request("Api.ask", new Unwritable(), Text.class).onErrorComplete().block(RawPeer.TIMEOUT);
		assertThat(this.meters.outRequests("note", "ERROR")).isOne();
		assertThat(this.meters.outRequests("ask", "ERROR")).isOne();
	}

	@Test
	void aCallByAPathOfNoMethodCountsAsUnknown() {
		this.connection.get().send("own.path", new Text("!"));
		assertThat(this.meters.outRequests("UNKNOWN", "OK")).isOne();
	}

	/**
	 * Answers what it is told to.
	 */
	private final class Answering extends Echo {

		@Override
		public Mono<Text> echo(Text text) {
			return CallMetricsTests.this.answer.get();
		}

	}

	/**
	 * Fails when it is written.
	 */
	static final class Unwritable {

		public String getText() {
			throw new IllegalStateException("unwritable");
		}

	}

}
