package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.Overflow;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketContext;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.Dialect;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.server.SocketServer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * A server that speaks the envelope dialect, seen from the other end.
 */
class EnvelopeServerTests {

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("Api", Server.class, Client.class)
		.path("/api")
		.dialect(Dialect.ENVELOPE)
		.build();

	private final AtomicReference<SocketConnection<Client>> connection = new AtomicReference<>();

	private final List<String> told = new CopyOnWriteArrayList<>();

	private final List<DropReason> drops = new CopyOnWriteArrayList<>();

	private final List<Throwable> raised = new CopyOnWriteArrayList<>();

	private final List<CloseReason> closed = new CopyOnWriteArrayList<>();

	private final SocketMetrics metrics = (contract, path, side, errors) -> new SocketMetrics.OfContract() {

		@Override
		public void frameDropped(DropReason reason) {
			EnvelopeServerTests.this.drops.add(reason);
		}

	};

	private SocketServer.Builder<Server, Client> server(SocketHandler<Server, Client> handler) {
		return SocketServer.ofReactive(CONTRACT, (connection) -> {
			this.connection.set(connection);
			connection.onClose(this.closed::add);
			connection.onError(this.raised::add);
			return Mono.just(handler.connect(connection));
		}).metrics(this.metrics);
	}

	private SocketServer.Builder<Server, Client> server() {
		return server((connection) -> new Listener());
	}

	private RawPeer connect() {
		return RawPeer.of(server().build());
	}

	private Client client() {
		return this.connection.get().remote();
	}

	private static HandshakeInterceptor interceptor(Mono<Void> process) {
		return new HandshakeInterceptor() {

			@Override
			public Mono<Void> process(ServerHandshake handshake) {
				return process;
			}

		};
	}

	private static String tell(String text) {
		return "{\"type\":\"tell\",\"data\":{\"text\":\"" + text + "\"}}";
	}

	// Open

	@Test
	void aConnectionIsOpenAtOnceAndNothingIsSentAboutIt() {
		RawPeer peer = connect();
		assertThat(this.connection.get().isOpen()).isTrue();
		peer.send(tell("hi"));
		assertThat(this.told).containsExactly("hi");
		peer.expectNothingMore();
	}

	@Test
	void whatTheHandlerSendsWhileItIsCalledComesFirstAndInOrder() {
		RawPeer peer = RawPeer.of(server((connection) -> {
			connection.remote().note(new Text("1"));
			connection.remote().hello();
			assertThat(connection.isOpen()).isFalse();
			return new Listener();
		}).build());
		client().noteLater(new Text("2")).subscribe();
		peer.expect("{\"type\":\"note\",\"data\":{\"text\":\"1\"}}");
		peer.expect("{\"type\":\"hello\",\"data\":null}");
		peer.expect("{\"type\":\"noteLater\",\"data\":{\"text\":\"2\"}}");
	}

	@Test
	void aMethodWithoutInputIgnoresTheData() {
		RawPeer peer = connect();
		peer.send("{\"type\":\"ping\"}");
		peer.send("{\"type\":\"ping\",\"data\":null}");
		peer.send("{\"data\":{\"what\":[\"ever\"]},\"type\":\"ping\"}");
		assertThat(this.told).containsExactly("ping", "ping", "ping");
	}

	// Before it is open

	@Test
	void whatComesWhileAnInterceptorWorksIsHandledAfterItInOrder() {
		Sinks.Empty<Void> admission = Sinks.empty();
		RawPeer peer = RawPeer.of(server().interceptors(List.of(interceptor(admission.asMono()))).build());
		for (int i = 1; i <= 5; i++) {
			peer.send(tell("" + i));
		}
		assertThat(this.connection.get()).isNull();
		admission.tryEmitEmpty();
		assertThat(this.told).containsExactly("1", "2", "3", "4", "5");
		peer.send(tell("6"));
		assertThat(this.told).endsWith("5", "6");
		assertThat(this.drops).isEmpty();
	}

	@Test
	void nothingIsReadBeyondTheFirstMessageUntilTheConnectionIsOpen() {
		Sinks.Empty<Void> admission = Sinks.empty();
		AtomicReference<SocketConnection<?>> early = new AtomicReference<>();
		RawPeer peer = RawPeer.of(server().interceptors(List.of(new HandshakeInterceptor() {

			@Override
			public Mono<Void> process(ServerHandshake handshake) {
				return SocketContext.CONNECTION.mono().doOnNext(early::set).then(admission.asMono());
			}

		})).build());
		peer.send(tell("1"));
		peer.send(tell("2"));
		assertThat(early.get().status().receivedBytes()).isEqualTo(tell("1").length());
		admission.tryEmitEmpty();
		assertThat(early.get().status().receivedBytes()).isEqualTo(tell("1").length() * 2);
	}

	@Test
	void whatIsNothingIsSkippedBeforeTheConnectionIsOpenAsWell() {
		Sinks.Empty<Void> admission = Sinks.empty();
		RawPeer peer = RawPeer.of(server().interceptors(List.of(interceptor(admission.asMono()))).build());
		peer.send("h:::{}");
		peer.send(tell("1"));
		admission.tryEmitEmpty();
		assertThat(this.told).containsExactly("1");
		assertThat(this.drops).containsExactly(DropReason.MALFORMED);
	}

	@RepeatedTest(200)
	void noMessageIsLostOrOvertakenThatComesJustAsTheConnectionOpens() throws InterruptedException {
		Sinks.Empty<Void> admission = Sinks.empty();
		RawPeer peer = RawPeer.of(server().interceptors(List.of(interceptor(admission.asMono()))).build());
		CountDownLatch both = new CountDownLatch(2);
		Thread opener = new Thread(() -> {
			both.countDown();
			awaitZero(both);
			admission.tryEmitEmpty();
		});
		opener.start();
		both.countDown();
		awaitZero(both);
		for (int i = 1; i <= 3; i++) {
			peer.send(tell("" + i));
		}
		opener.join(RawPeer.TIMEOUT.toMillis());
		await().pollInterval(Duration.ofMillis(1)).atMost(RawPeer.TIMEOUT).until(() -> this.told.size() == 3);
		assertThat(this.told).containsExactly("1", "2", "3");
	}

	private static void awaitZero(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			Thread.onSpinWait();
		}
	}

	@Test
	void aMessageThatWasHeldIsNotHandledIfTheClientIsRejected() {
		Sinks.Empty<Void> admission = Sinks.empty();
		RawPeer peer = RawPeer.of(server().interceptors(List.of(interceptor(admission.asMono()))).build());
		peer.send(tell("1"));
		peer.send(tell("2"));
		admission.tryEmitError(new ForbiddenException());
		peer.expect("{\"error\":true,\"code\":4403,\"data\":{\"message\":\"FORBIDDEN\"}}");
		assertThat(peer.closed()).isEqualTo(new CloseStatus(4403, "FORBIDDEN"));
		assertThat(peer.serverHasEnded()).isTrue();
		assertThat(this.told).isEmpty();
		assertThat(this.connection.get()).isNull();
	}

	@Test
	void aHandlerThatClosesWhileItIsCalledHandlesNothing() {
		Sinks.Empty<Void> admission = Sinks.empty();
		RawPeer peer = RawPeer.of(server((connection) -> {
			connection.close(4321, "not today");
			return new Listener();
		}).interceptors(List.of(interceptor(admission.asMono()))).build());
		peer.send(tell("1"));
		admission.tryEmitEmpty();
		assertThat(peer.closed()).isEqualTo(new CloseStatus(4321, "not today"));
		assertThat(this.told).isEmpty();
	}

	// Rejected

	@Test
	void anErrorOfTheHandlerWhileItIsCalledRejects() {
		RawPeer peer = RawPeer.of(server((connection) -> {
			connection.remote().note(new Text("never sent"));
			throw new FullException(new FullException.Details(2));
		}).build());
		peer.expect("{\"error\":true,\"code\":4409,\"data\":{\"message\":\"FULL\",\"capacity\":2}}");
		assertThat(peer.closed()).isEqualTo(new CloseStatus(4409, "FULL"));
		peer.expectNothingMore();
	}

	@Test
	void anyOtherErrorOfAnInterceptorCloses1011WithoutAFrame() {
		RawPeer peer = RawPeer
			.of(server().interceptors(List.of(interceptor(Mono.error(new IllegalStateException("secret"))))).build());
		assertThat(peer.closed()).isEqualTo(new CloseStatus(1011, "Internal error"));
		peer.expectNothingMore();
	}

	@ParameterizedTest
	@MethodSource("temporary")
	void aTemporaryErrorOfAnInterceptorClosesWithoutAFrame(SocketException error, CloseStatus status) {
		RawPeer peer = RawPeer.of(server().interceptors(List.of(interceptor(Mono.error(error)))).build());
		assertThat(peer.closed()).isEqualTo(status);
		peer.expectNothingMore();
	}

	@ParameterizedTest
	@MethodSource("temporary")
	void aTemporaryErrorOfTheHandlerWhileItIsCalledClosesWithoutAFrame(SocketException error, CloseStatus status) {
		RawPeer peer = RawPeer.of(server((connection) -> {
			throw error;
		}).build());
		assertThat(peer.closed()).isEqualTo(status);
		peer.expectNothingMore();
	}

	// After the frame of an error the original client never connects again.
	static Stream<Arguments> temporary() {
		CloseStatus internal = new CloseStatus(1011, "Internal error");
		CloseStatus later = new CloseStatus(1013, "Try again later");
		return Stream.of(Arguments.of(new ServerErrorException(), internal),
				Arguments.of(new ServerErrorException("Database is down"), internal),
				Arguments.of(new TooManyRequestsException("Slow down"), later),
				Arguments.of(new BusyException(new FullException.Details(2)), later));
	}

	@Test
	void anErrorWhoseDataCannotBeWrittenCloses1011WithoutAFrame() {
		RawPeer peer = RawPeer
			.of(server().interceptors(List.of(interceptor(Mono.error(new UnwritableException(new Self()))))).build());
		assertThat(peer.closed().getCode()).isEqualTo(1011);
		peer.expectNothingMore();
	}

	@Test
	void anInterceptorThatTakesTooLongCloses1011WithoutAFrame() {
		RawPeer peer = RawPeer.of(server().interceptors(List.of(interceptor(Mono.never())))
			.options(ConnectionOptions.builder().handshakeTimeout(Duration.ofMillis(50)).build())
			.build());
		assertThat(peer.closed().getCode()).isEqualTo(1011);
		peer.expectNothingMore();
	}

	@Test
	void aClientThatSendsNothingIsNotTooLate() {
		RawPeer peer = RawPeer
			.of(server().options(ConnectionOptions.builder().handshakeTimeout(Duration.ofMillis(50)).build()).build());
		await().pollDelay(Duration.ofMillis(200)).until(() -> this.connection.get().isOpen());
		peer.expectNothingMore();
	}

	// Errors

	@ParameterizedTest
	@ValueSource(strings = { "tell", "tellLater" })
	void aDeclaredErrorIsToldAfterWhatWasSentBeforeAndCloses(String method) {
		RawPeer peer = RawPeer.of(server((connection) -> new Listener() {

			@Override
			public void tell(Text text) {
				connection.remote().note(text);
				throw new FullException(new FullException.Details(2));
			}

			@Override
			public Mono<Void> tellLater(Text text) {
				connection.remote().note(text);
				return Mono.<Void>error(new FullException(new FullException.Details(2)))
					.subscribeOn(Schedulers.parallel());
			}

		}).build());
		peer.send("{\"type\":\"" + method + "\",\"data\":{\"text\":\"hi\"}}");
		peer.expect("{\"type\":\"note\",\"data\":{\"text\":\"hi\"}}");
		peer.expect("{\"error\":true,\"code\":4409,\"data\":{\"message\":\"FULL\",\"capacity\":2}}");
		assertThat(peer.closed()).isEqualTo(new CloseStatus(4409, "FULL"));
		await().atMost(RawPeer.TIMEOUT).until(() -> !this.closed.isEmpty());
		assertThat(this.closed).singleElement().satisfies((reason) -> {
			assertThat(reason.initiator()).isEqualTo(CloseReason.Initiator.LOCAL);
			assertThat(reason.cause()).containsInstanceOf(FullException.class);
		});
		assertThat(this.drops).isEmpty();
		assertThat(this.raised).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "tell", "tellLater" })
	void anUndeclaredErrorCloses1011WithoutAFrame(String method) {
		RawPeer peer = RawPeer.of(server((connection) -> new Listener() {

			@Override
			public void tell(Text text) {
				throw new ForbiddenException();
			}

			@Override
			public Mono<Void> tellLater(Text text) {
				return Mono.<Void>error(new IllegalStateException("secret")).subscribeOn(Schedulers.parallel());
			}

		}).build());
		peer.send("{\"type\":\"" + method + "\",\"data\":{\"text\":\"hi\"}}");
		assertThat(peer.closed()).isEqualTo(new CloseStatus(1011, "Internal error"));
		peer.expectNothingMore();
		assertThat(this.raised).hasSize(1);
		assertThat(this.drops).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("temporary")
	void aTemporaryErrorClosesAfterWhatWasSentBeforeWithoutAFrame(SocketException error, CloseStatus status) {
		RawPeer peer = RawPeer.of(server((connection) -> new Listener() {

			@Override
			public Mono<Void> busy(Text text) {
				connection.remote().note(text);
				return Mono.<Void>error(error).subscribeOn(Schedulers.parallel());
			}

		}).build());
		peer.send("{\"type\":\"busy\",\"data\":{\"text\":\"hi\"}}");
		peer.expect("{\"type\":\"note\",\"data\":{\"text\":\"hi\"}}");
		assertThat(peer.closed()).isEqualTo(status);
		peer.expectNothingMore();
		await().atMost(RawPeer.TIMEOUT).until(() -> !this.closed.isEmpty());
		assertThat(this.closed).singleElement().satisfies((reason) -> assertThat(reason.cause()).containsSame(error));
		assertThat(this.drops).isEmpty();
	}

	@Test
	void anErrorOfTheHandlerThatIsAboutAnInputIsTold() {
		RawPeer peer = RawPeer.of(server((connection) -> new Listener() {

			@Override
			public void tell(Text text) {
				throw new ValidationException(
						List.of(new ValidationException.Issue("text", "invalid.rude", "must be polite")));
			}

		}).build());
		peer.send(tell("hi"));
		peer.expect("{\"error\":true,\"code\":4422,\"data\":{\"message\":\"validation failed\","
				+ "\"errors\":[{\"field\":\"text\",\"message\":\"must be polite\"}]}}");
		assertThat(peer.closed().getCode()).isEqualTo(4422);
	}

	@Test
	void anErrorOfAHandlerWhoseDataCannotBeWrittenCloses1011() {
		RawPeer peer = RawPeer.of(server((connection) -> new Listener() {

			@Override
			public void tell(Text text) throws UnwritableException {
				throw new UnwritableException(new Self());
			}

		}).build());
		peer.send(tell("hi"));
		assertThat(peer.closed().getCode()).isEqualTo(1011);
		peer.expectNothingMore();
	}

	@Test
	void nothingIsHandledAfterAnErrorAndALaterErrorIsNotTold() {
		Sinks.Empty<Void> late = Sinks.empty();
		RawPeer peer = RawPeer.of(server((connection) -> new Listener() {

			@Override
			public void tell(Text text) {
				throw new FullException(new FullException.Details(2));
			}

			@Override
			public Mono<Void> tellLater(Text text) {
				return late.asMono();
			}

		}).build());
		peer.send("{\"type\":\"tellLater\",\"data\":{\"text\":\"1\"}}");
		peer.send(tell("2"));
		peer.expect("{\"error\":true,\"code\":4409,\"data\":{\"message\":\"FULL\",\"capacity\":2}}");
		late.tryEmitError(new IllegalStateException("secret"));
		assertThat(peer.closed().getCode()).isEqualTo(4409);
		peer.expectNothingMore();
	}

	// Skipped

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "not json | MALFORMED", "`` | MALFORMED", "[] | MALFORMED", "{'data':{'text':'x'}} | MALFORMED",
					"p::: | MALFORMED", "h:::{} | MALFORMED", "r:Api.tell:1:{'text':'x'} | MALFORMED",
					"m:Api.tell::{'text':'x'} | MALFORMED", "{'type':'nope','data':{}} | UNKNOWN_PATH",
					"{'type':'Api.tell','data':{'text':'x'}} | UNKNOWN_PATH",
					"{'type':'note','data':{'text':'x'}} | UNKNOWN_PATH", "{'type':'tell'} | INVALID_PAYLOAD",
					"{'type':'tell','data':null} | INVALID_PAYLOAD", "{'type':'tell','data':[1]} | INVALID_PAYLOAD",
					"{'type':'tell','data':{'text':7}} | INVALID_PAYLOAD",
					"{'error':true,'code':4401,'data':{}} | UNEXPECTED" })
	void whatIsNoMessageOfTheContractIsSkippedAndCounted(String frame, DropReason reason) {
		RawPeer peer = connect();
		peer.send(frame.replace('\'', '"'));
		peer.send(tell("next"));
		assertThat(this.told).containsExactly("next");
		assertThat(this.drops).containsExactly(reason);
		peer.expectNothingMore();
	}

	// By path

	@Test
	void aCallByPathCannotBeAnswered() {
		connect();
		SocketConnection<Client> connection = this.connection.get();
		StepVerifier.create(connection.request("Api.note", new Text("?"), Text.class))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(UnsupportedOperationException.class)
				.hasMessage(
						"Api.note cannot be answered: SocketContract 'Api' <Server, Client> at /api speaks the dialect"
								+ " ENVELOPE, which has messages only; send a message, and receive the answer as another message"))
			.verify(RawPeer.TIMEOUT);
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> connection.registerHandler("Api.any", Text.class, Text.class, Mono::just))
			.withMessageStartingWith("Api.any cannot be answered");
	}

	@Test
	void messagesBeyondTheContractAreSentAndHandledByPath() {
		RawPeer peer = connect();
		this.connection.get().send("Api.any thing", new Text("hi"));
		peer.expect("{\"type\":\"any thing\",\"data\":{\"text\":\"hi\"}}");
		this.connection.get().registerHandler("Api.any thing", Text.class, (text) -> this.told.add(text.text()));
		peer.send("{\"type\":\"any thing\",\"data\":{\"text\":\"back\"}}");
		assertThat(this.told).containsExactly("back");
		assertThatIllegalArgumentException().isThrownBy(() -> this.connection.get().send("Other.note", new Text("hi")))
			.withMessage("Path 'Other.note' is not valid in a frame of this connection: start it with 'Api.'");
	}

	// The same as elsewhere

	@Test
	void aGroupOfBothDialectsEncodesOnceForEach() {
		SocketGroup<Client> group = SocketGroup.of(Client.class);
		SocketServer<Silent, Client> grest = SocketServer
			.of(SocketContract.define("Grest", Silent.class, Client.class).path("/grest").build(), (connection) -> {
				group.add(connection);
				return () -> {
				};
			})
			.build();
		SocketServer<Server, Client> envelope = server((connection) -> {
			group.add(connection);
			return new Listener();
		}).build();
		List<RawPeer> envelopes = new CopyOnWriteArrayList<>();
		List<RawPeer> grests = new CopyOnWriteArrayList<>();
		for (int i = 0; i < 20; i++) {
			envelopes.add(RawPeer.of(envelope));
			grests.add(RawPeer.of(grest).shakeHands());
		}
		AtomicInteger written = new AtomicInteger();
		group.remote().counted(new Counted(written));
		envelopes.forEach((peer) -> peer.expect("{\"type\":\"counted\",\"data\":{\"text\":\"x\"}}"));
		grests.forEach((peer) -> peer.expect("m:Grest.counted::{\"text\":\"x\"}"));
		assertThat(written).hasValue(2);
	}

	@Test
	void aFullQueueDropsMessagesAndNeverAnError() {
		RawPeer peer = RawPeer.of(server((connection) -> new Listener() {

			@Override
			public void tell(Text text) {
				throw new FullException(new FullException.Details(2));
			}

		}).options(ConnectionOptions.builder()
			.outboundFrames(2)
			.outboundSize(DataSize.ofMegabytes(1))
			.overflow(Overflow.DROP_OLDEST)
			.build()).build(), 0);
		for (int i = 1; i <= 5; i++) {
			client().note(new Text("" + i));
		}
		peer.send(tell("hi"));
		peer.read(10);
		await().atMost(RawPeer.TIMEOUT).until(() -> !this.closed.isEmpty());
		assertThat(peer.closed().getCode()).isEqualTo(4409);
		assertThat(this.drops).contains(DropReason.OVERFLOW);
		String last = peer.next();
		while (!last.contains("error")) {
			assertThat(last).startsWith("{\"type\":\"note\"");
			last = peer.next();
		}
		assertThat(last).isEqualTo("{\"error\":true,\"code\":4409,\"data\":{\"message\":\"FULL\",\"capacity\":2}}");
	}

	@Test
	void messagesOverTheRateAreDroppedAndWhoGoesOnIsClosed1013() {
		RawPeer peer = RawPeer.of(server().options(ConnectionOptions.builder().requestsPerSecond(5).build()).build());
		for (int i = 1; i <= 11; i++) {
			peer.send(tell("" + i));
		}
		assertThat(peer.closed().getCode()).isEqualTo(1013);
		assertThat(this.told).containsExactly("1", "2", "3", "4", "5");
		assertThat(this.drops).contains(DropReason.OVER_RATE).doesNotContain(DropReason.MALFORMED);
		peer.expectNothingMore();
	}

	@Test
	void whoGoesAwayWaitsForHandlersAndTakesNoNewMessages() {
		Sinks.Empty<Void> working = Sinks.empty();
		RawPeer peer = RawPeer.of(server((connection) -> new Listener() {

			@Override
			public Mono<Void> tellLater(Text text) {
				return working.asMono();
			}

		}).build());
		peer.send("{\"type\":\"tellLater\",\"data\":{\"text\":\"1\"}}");
		ConnectionAccess.goAway(this.connection.get(), Duration.ZERO);
		peer.send(tell("2"));
		assertThat(this.told).isEmpty();
		assertThat(this.drops).containsExactly(DropReason.GOING_AWAY);
		assertThat(peer.serverHasEnded()).isFalse();
		working.tryEmitEmpty();
		assertThat(peer.closed().getCode()).isEqualTo(1001);
	}

	@Test
	void aSilentPeerIsClosed4008() {
		RawPeer peer = RawPeer.of(
				server()
					.options(ConnectionOptions.builder()
						.heartbeatInterval(Duration.ofMillis(40))
						.heartbeatTimeout(Duration.ofMillis(120))
						.build())
					.build(),
				1);
		peer.deafen();
		assertThat(peer.closed()).isEqualTo(new CloseStatus(4008, "Heartbeat timeout"));
	}

	@Test
	void aCallOnAClosedConnectionFailsAtOnce() {
		RawPeer peer = connect();
		peer.close();
		assertThatExceptionOfType(ServerErrorException.class).isThrownBy(() -> client().note(new Text("?")));
	}

	@NonBlocking
	interface Server {

		void tell(Text text) throws FullException, UnwritableException;

		Mono<Void> tellLater(Text text) throws FullException;

		Mono<Void> busy(Text text) throws BusyException;

		void ping();

	}

	interface Silent {

		void ping();

	}

	@NonBlocking
	interface Client {

		void note(Text text);

		Mono<Void> noteLater(Text text);

		void hello();

		void counted(Counted counted);

	}

	record Text(String text) {

	}

	/**
	 * Counts how often it is written.
	 */
	static final class Counted {

		private final AtomicInteger written;

		Counted(AtomicInteger written) {
			this.written = written;
		}

		public String getText() {
			this.written.incrementAndGet();
			return "x";
		}

	}

	@ErrorType(value = "FULL", status = 409)
	static class FullException extends SocketException {

		FullException(Details details) {
			super(details);
		}

		record Details(int capacity) {

		}

	}

	@ErrorType(value = "BUSY", status = 503)
	static class BusyException extends SocketException {

		BusyException(FullException.Details details) {
			super(details);
		}

	}

	@ErrorType(value = "UNWRITABLE", status = 400)
	static class UnwritableException extends SocketException {

		UnwritableException(Self data) {
			super(data);
		}

	}

	static final class Self {

		public Self getSelf() {
			return this;
		}

	}

	private class Listener implements Server {

		@Override
		public void tell(Text text) throws UnwritableException {
			EnvelopeServerTests.this.told.add(text.text());
		}

		@Override
		public Mono<Void> tellLater(Text text) {
			return Mono.fromRunnable(() -> EnvelopeServerTests.this.told.add(text.text()));
		}

		@Override
		public Mono<Void> busy(Text text) {
			return Mono.empty();
		}

		@Override
		public void ping() {
			EnvelopeServerTests.this.told.add("ping");
		}

	}

}
