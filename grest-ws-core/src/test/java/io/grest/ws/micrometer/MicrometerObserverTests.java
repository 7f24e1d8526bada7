package io.grest.ws.micrometer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ContextKey;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.RouteNotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.micrometer.TracedApi.Client;
import io.grest.ws.micrometer.TracedApi.EchoClient;
import io.grest.ws.micrometer.TracedApi.EchoServer;
import io.grest.ws.micrometer.TracedApi.FullException;
import io.grest.ws.micrometer.TracedApi.Server;
import io.grest.ws.micrometer.TracedApi.Text;
import io.grest.ws.observation.ObservedMethod;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketObserver;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.SocketServer;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MicrometerObserver}: what is observed, and what its users' code may do
 * to it.
 */
@Timeout(60)
class MicrometerObserverTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final ContextKey<String> TENANT = ContextKey.of("tenant", String.class);

	private final TestObservationRegistry onServer = TestObservationRegistry.create();

	private final TestObservationRegistry onClient = TestObservationRegistry.create();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private @Nullable SocketPool pool;

	private @Nullable NettyServer server;

	@AfterEach
	void stop() {
		logger().detachAppender(this.log);
		if (this.pool != null) {
			this.pool.closeAll(false).block(TIMEOUT);
		}
		if (this.server != null) {
			this.server.close();
		}
	}

	// Names and keys

	@Test
	void aRequestIsObservedOnBothSides() {
		SocketConnection<Server> connection = connect(new EchoServer());
		connection.remote().ask(new Text("hi")).block(TIMEOUT);
		on(this.onClient).hasObservationWithNameEqualTo("grest.ws.outbound.call")
			.that()
			.hasContextualNameEqualTo("Api.ask")
			.hasLowCardinalityKeyValue("api", "Api")
			.hasLowCardinalityKeyValue("path", "/api/{room}")
			.hasLowCardinalityKeyValue("method", "ask")
			.hasLowCardinalityKeyValue("side", "client")
			.hasLowCardinalityKeyValue("kind", "request")
			.hasLowCardinalityKeyValue("result", "OK")
			.hasHighCardinalityKeyValue("connection.id", connection.id())
			.hasHighCardinalityKeyValue("error.ref", "none")
			.hasBeenStarted()
			.hasBeenStopped();
		eventually(() -> on(this.onServer).hasObservationWithNameEqualTo("grest.ws.inbound.call")
			.that()
			.hasContextualNameEqualTo("Api.ask")
			.hasLowCardinalityKeyValue("api", "Api")
			.hasLowCardinalityKeyValue("path", "/api/{room}")
			.hasLowCardinalityKeyValue("method", "ask")
			.hasLowCardinalityKeyValue("side", "server")
			.hasLowCardinalityKeyValue("kind", "request")
			.hasLowCardinalityKeyValue("result", "OK")
			.hasHighCardinalityKeyValueWithKey("connection.id")
			.hasHighCardinalityKeyValue("error.ref", "none")
			.hasBeenStopped());
	}

	@Test
	void aMessageIsObservedOnBothSides() {
		connect(new EchoServer()).remote().tell(new Text("hi"));
		on(this.onClient).hasObservationWithNameEqualTo("grest.ws.outbound.call")
			.that()
			.hasLowCardinalityKeyValue("kind", "message")
			.hasLowCardinalityKeyValue("result", "OK")
			.hasBeenStopped();
		eventually(() -> on(this.onServer).hasObservationWithNameEqualTo("grest.ws.inbound.call")
			.that()
			.hasLowCardinalityKeyValue("kind", "message")
			.hasLowCardinalityKeyValue("method", "tell")
			.hasLowCardinalityKeyValue("result", "OK")
			.hasBeenStopped());
	}

	@Test
	void aHandshakeIsObservedOnBothSides() {
		connect(new EchoServer());
		on(this.onClient).hasObservationWithNameEqualTo("grest.ws.client.handshake")
			.that()
			.hasContextualNameEqualTo("Api handshake")
			.hasLowCardinalityKeyValue("api", "Api")
			.hasLowCardinalityKeyValue("path", "/api/{room}")
			.hasLowCardinalityKeyValue("result", "OK")
			.hasHighCardinalityKeyValue("uri", "ws://localhost:" + this.server.port() + "/api/kitchen")
			.hasBeenStopped();
		eventually(() -> on(this.onServer).hasObservationWithNameEqualTo("grest.ws.server.handshake")
			.that()
			.hasContextualNameEqualTo("Api handshake")
			.hasLowCardinalityKeyValue("path", "/api/{room}")
			.hasLowCardinalityKeyValue("result", "OK")
			.hasHighCardinalityKeyValueWithKey("connection.id")
			.hasBeenStopped());
	}

	@Test
	void whatIsNoneOfTheContractsHasNoNameOfItsOwn() {
		SocketConnection<Server> connection = connect(new EchoServer());
		StepVerifier.create(connection.request("Secret.forged", null, Text.class))
			.verifyError(RouteNotFoundException.class);
		on(this.onClient).hasObservationWithNameEqualTo("grest.ws.outbound.call")
			.that()
			.hasContextualNameEqualTo("Api.UNKNOWN")
			.hasLowCardinalityKeyValue("method", "UNKNOWN")
			.hasLowCardinalityKeyValue("result", "ROUTE_NOT_FOUND");
		// What is refused before it reaches a handler is no observation of the server.
		on(this.onServer).doesNotHaveAnyRemainingCurrentObservation()
			.hasNumberOfObservationsWithNameEqualTo("grest.ws.inbound.call", 0);
	}

	// Results

	@Test
	void aDeclaredErrorIsTheResult() {
		Server chat = connect(failing(FullException::new)).remote();
		StepVerifier.create(chat.ask(new Text("hi"))).verifyError(FullException.class);
		on(this.onClient).hasObservationWithNameEqualTo("grest.ws.outbound.call")
			.that()
			.hasLowCardinalityKeyValue("result", "FULL")
			.hasError();
		eventually(() -> on(this.onServer).hasObservationWithNameEqualTo("grest.ws.inbound.call")
			.that()
			.hasLowCardinalityKeyValue("result", "FULL")
			.doesNotHaveError());
	}

	@Test
	void anUndeclaredErrorHasItsCauseOnTheSideThatFailed() {
		IllegalStateException cause = new IllegalStateException("broken");
		Server chat = connect(failing(() -> cause)).remote();
		StepVerifier.create(chat.ask(new Text("hi"))).verifyError(ServerErrorException.class);
		on(this.onClient).hasObservationWithNameEqualTo("grest.ws.outbound.call")
			.that()
			.hasLowCardinalityKeyValue("result", "SERVER_ERROR")
			.hasError();
		eventually(() -> on(this.onServer).hasObservationWithNameEqualTo("grest.ws.inbound.call")
			.that()
			.hasLowCardinalityKeyValue("result", "SERVER_ERROR")
			.hasError(cause));
	}

	@Test
	void aCallThatNobodyWaitsForIsCancelled() {
		SocketConnection<Server> connection = connect(never());
		Disposable call = connection.remote().ask(new Text("hi")).subscribe();
		eventually(() -> on(this.onServer).hasObservationWithNameEqualTo("grest.ws.inbound.call"));
		call.dispose();
		on(this.onClient).hasObservationWithNameEqualTo("grest.ws.outbound.call")
			.that()
			.hasLowCardinalityKeyValue("result", "CANCELLED")
			.hasBeenStopped();
		connection.close();
		eventually(() -> on(this.onServer).hasObservationWithNameEqualTo("grest.ws.inbound.call")
			.that()
			.hasLowCardinalityKeyValue("result", "CANCELLED")
			.hasBeenStopped());
	}

	@Test
	void aCallWithoutAnAnswerInTimeHasTimedOut() {
		this.server = new NettyServer(server(never()).observer(new MicrometerObserver(this.onServer)).build());
		this.pool = SocketPool.builder()
			.observer(new MicrometerObserver(this.onClient))
			.options(ConnectionOptions.builder().requestTimeout(Duration.ofMillis(50)).build())
			.build();
		Server chat = this.pool.getOrConnect(request()).block(TIMEOUT).remote();
		StepVerifier.create(chat.ask(new Text("hi"))).verifyError(ServerErrorException.class);
		on(this.onClient).hasObservationWithNameEqualTo("grest.ws.outbound.call")
			.that()
			.hasLowCardinalityKeyValue("result", "TIMEOUT")
			.hasError();
	}

	@Test
	void aCallOnAClosedConnectionIsClosed() {
		SocketConnection<Server> connection = connect(new EchoServer());
		connection.close();
		StepVerifier.create(connection.remote().ask(new Text("hi"))).verifyError(ServerErrorException.class);
		StepVerifier.create(connection.remote().tellLater(new Text("hi"))).verifyError(ServerErrorException.class);
		on(this.onClient).hasNumberOfObservationsWithNameEqualTo("grest.ws.outbound.call", 2)
			.forAllObservationsWithNameEqualTo("grest.ws.outbound.call",
					(call) -> call.hasLowCardinalityKeyValue("result", "CLOSED").hasError());
	}

	@Test
	void aRejectedHandshakeHasTheErrorForItsResult() {
		this.server = new NettyServer(server(new EchoServer()).interceptors(List.of(new HandshakeInterceptor() {

			@Override
			public Mono<Void> process(ServerHandshake handshake) {
				return Mono.error(new ForbiddenException());
			}

		})).observer(new MicrometerObserver(this.onServer)).build());
		this.pool = SocketPool.builder().observer(new MicrometerObserver(this.onClient)).build();
		StepVerifier.create(this.pool.getOrConnect(request())).verifyError(ForbiddenException.class);
		on(this.onClient).hasObservationWithNameEqualTo("grest.ws.client.handshake")
			.that()
			.hasLowCardinalityKeyValue("result", "FORBIDDEN")
			.hasError();
		eventually(() -> on(this.onServer).hasObservationWithNameEqualTo("grest.ws.server.handshake")
			.that()
			.hasLowCardinalityKeyValue("result", "FORBIDDEN")
			.doesNotHaveError()
			.hasBeenStopped());
	}

	@Test
	void aHandshakeThatTakesTooLongHasFailed() {
		this.server = new NettyServer(server(new EchoServer()).interceptors(List.of(new HandshakeInterceptor() {

			@Override
			public Mono<Void> process(ServerHandshake handshake) {
				return Mono.never();
			}

		}))
			.options(ConnectionOptions.builder().handshakeTimeout(Duration.ofMillis(100)).build())
			.observer(new MicrometerObserver(this.onServer))
			.build());
		this.pool = SocketPool.builder().build();
		StepVerifier.create(this.pool.getOrConnect(request())).verifyError(ServerErrorException.class);
		eventually(() -> on(this.onServer).hasObservationWithNameEqualTo("grest.ws.server.handshake")
			.that()
			.hasLowCardinalityKeyValue("result", "HANDSHAKE_FAILED")
			.hasError()
			.hasBeenStopped());
	}

	// Nobody listens

	@Test
	void nothingIsObservedForARegistryWithoutHandlers() {
		AtomicInteger asked = new AtomicInteger();
		MicrometerObserver observer = new MicrometerObserver(ObservationRegistry.create())
			.inboundCalls(new InboundCallConvention.Default() {

				@Override
				public String getName() {
					asked.incrementAndGet();
					return super.getName();
				}

			});
		assertThat(observer.isActive()).isFalse();
		SocketConnection<Server> connection = connect(new EchoServer(), observer);
		connection.remote().ask(new Text("hi")).block(TIMEOUT);
		assertThat(asked).hasValue(0);
	}

	@Test
	void callsOfAKindThatIsNotWantedAreNotObserved() {
		this.onServer.observationConfig()
			.observationPredicate((name, context) -> !name.equals("grest.ws.inbound.call"));
		Server chat = connect(new EchoServer()).remote();
		assertThat(chat.ask(new Text("hi")).block(TIMEOUT)).isEqualTo(new Text("hi"));
		on(this.onServer).hasNumberOfObservationsWithNameEqualTo("grest.ws.inbound.call", 0)
			.hasNumberOfObservationsWithNameEqualTo("grest.ws.server.handshake", 1);
	}

	// What users bring

	@Test
	void aConventionReadsWhatWasSetOnTheConnection() {
		MicrometerObserver observer = new MicrometerObserver(this.onServer)
			.inboundCalls(new InboundCallConvention.Default() {

				@Override
				public KeyValues getLowCardinalityKeyValues(InboundCallContext context) {
					return super.getLowCardinalityKeyValues(context).and("tenant",
							context.getConnection().find(TENANT).orElse("none"));
				}

			});
		this.server = new NettyServer(SocketServer.of(TracedApi.CONTRACT, (connection) -> {
			connection.set(TENANT, "acme");
			return new EchoServer();
		}).observer(observer).build());
		this.pool = SocketPool.builder().build();
		this.pool.getOrConnect(request()).block(TIMEOUT).remote().ask(new Text("hi")).block(TIMEOUT);
		eventually(() -> on(this.onServer).hasObservationWithNameEqualTo("grest.ws.inbound.call")
			.that()
			.hasLowCardinalityKeyValue("tenant", "acme")
			.hasLowCardinalityKeyValue("method", "ask"));
	}

	@Test
	void aConventionThatThrowsIsLoggedOnceAndTheCallGoesThrough() {
		logTo(this.log);
		MicrometerObserver observer = new MicrometerObserver(this.onServer).inboundCalls(new InboundCallConvention() {

			@Override
			public String getName() {
				throw new IllegalStateException("name");
			}

			@Override
			public String getContextualName(InboundCallContext context) {
				throw new IllegalStateException("contextual name");
			}

			@Override
			public KeyValues getLowCardinalityKeyValues(InboundCallContext context) {
				throw new IllegalStateException("keys");
			}

		});
		Server chat = connect(new EchoServer(), observer).remote();
		for (int i = 0; i < 3; i++) {
			assertThat(chat.ask(new Text("hi")).block(TIMEOUT)).isEqualTo(new Text("hi"));
		}
		eventually(() -> on(this.onServer).hasNumberOfObservationsWithNameEqualTo("grest.ws.inbound.call", 3)
			.forAllObservationsWithNameEqualTo("grest.ws.inbound.call",
					(call) -> call.hasContextualNameEqualTo("Api.ask")
						.hasLowCardinalityKeyValue("method", "ask")
						.hasLowCardinalityKeyValue("result", "OK")));
		assertThat(this.log.list).hasSize(1);
		assertThat(this.log.list.get(0).getFormattedMessage()).contains(getClass().getName(), "grest.ws.inbound.call");
	}

	@Test
	void aHandlerThatThrowsIsLoggedOnceAndTheCallGoesThrough() {
		logTo(this.log);
		for (Failing failing : Failing.values()) {
			this.log.list.clear();
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig().observationHandler(failing);
			Server chat = connect(new EchoServer() {

				@Override
				public Mono<Text> ask(Text text) {
					// On another thread, so that what fails last fails there.
					return Mono.delay(Duration.ofMillis(1)).then(Mono.error(new FullException()));
				}

			}, new MicrometerObserver(registry)).remote();
			for (int i = 0; i < 3; i++) {
				StepVerifier.create(chat.ask(new Text("hi"))).verifyError(FullException.class);
			}
			eventually(() -> assertThat(this.log.list).as(failing.name()).hasSize(1));
			stop();
			logTo(this.log);
		}
	}

	@Test
	void aHandlerWhoseScopeFailsLeavesNothingOnTheThread() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(Failing.SCOPE_OPENED);
		MicrometerObserver observer = new MicrometerObserver(registry);
		observer
			.outbound(new ObservedMethod("Api", "/api", "ask", SocketMetrics.Side.CLIENT, false), true, null,
					Context.empty())
			.open()
			.close();
		assertThat(registry.getCurrentObservation()).isNull();
	}

	private enum Failing implements ObservationHandler<Observation.Context> {

		START, SCOPE_OPENED, SCOPE_CLOSED, STOP;

		@Override
		public void onStart(Observation.Context context) {
			fail(START);
		}

		@Override
		public void onScopeOpened(Observation.Context context) {
			fail(SCOPE_OPENED);
		}

		@Override
		public void onScopeClosed(Observation.Context context) {
			fail(SCOPE_CLOSED);
		}

		@Override
		public void onStop(Observation.Context context) {
			fail(STOP);
		}

		private void fail(Failing when) {
			if (this == when) {
				throw new IllegalStateException(name());
			}
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	private static void logTo(ListAppender<ILoggingEvent> log) {
		log.start();
		logger().addAppender(log);
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger("io.grest.ws.observation");
	}

	private static EchoServer failing(Supplier<Exception> error) {
		return new EchoServer() {

			@Override
			public Mono<Text> ask(Text text) {
				return Mono.error(error);
			}

		};
	}

	private static EchoServer never() {
		return new EchoServer() {

			@Override
			public Mono<Text> ask(Text text) {
				return Mono.never();
			}

		};
	}

	private static TestObservationRegistryAssert on(TestObservationRegistry registry) {
		return TestObservationRegistryAssert.assertThat(registry);
	}

	private static void eventually(ThrowingRunnable assertion) {
		Awaitility.await().atMost(TIMEOUT).untilAsserted(assertion);
	}

	private SocketConnection<Server> connect(Server handler) {
		return connect(handler, new MicrometerObserver(this.onServer));
	}

	private SocketConnection<Server> connect(Server handler, SocketObserver observer) {
		this.server = new NettyServer(server(handler).observer(observer).build());
		this.pool = SocketPool.builder().observer(new MicrometerObserver(this.onClient)).build();
		return this.pool.getOrConnect(request()).block(TIMEOUT);
	}

	private static SocketServer.Builder<Server, Client> server(Server handler) {
		return SocketServer.of(TracedApi.CONTRACT, (connection) -> handler);
	}

	private SocketRequest<Server, Client> request() {
		return SocketRequest.to(TracedApi.CONTRACT)
			.url("ws://localhost:" + this.server.port())
			.pathVariable("room", "kitchen")
			.handler(new EchoClient());
	}

}
