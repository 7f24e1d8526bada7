package io.grest.ws.micrometer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.micrometer.TracedApi.Client;
import io.grest.ws.micrometer.TracedApi.EchoClient;
import io.grest.ws.micrometer.TracedApi.EchoServer;
import io.grest.ws.micrometer.TracedApi.FullException;
import io.grest.ws.micrometer.TracedApi.Server;
import io.grest.ws.micrometer.TracedApi.Text;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.SocketServer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Traces across both sides of real connections. Client and server share one memory of
 * spans, and nothing else.
 */
@Timeout(60)
class TraceTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final Traces traces = new Traces();

	private final SocketPool pool = SocketPool.builder().observer(this.traces.observer()).build();

	private final Queue<Observation> callers = new ConcurrentLinkedQueue<>();

	private NettyServer server;

	@AfterEach
	void stop() {
		this.pool.closeAll(false).block(TIMEOUT);
		if (this.server != null) {
			this.server.close();
		}
	}

	@Test
	void oneTreeOfClientCallHandlerServerToClientCallAndItsAnswer() {
		Server chat = connect((client) -> new EchoServer() {

			@Override
			public Mono<Text> ask(Text text) {
				return client.askBack(text).delayElement(Duration.ofMillis(1)).flatMap(client::askBack);
			}

		}, new EchoClient());
		assertThat(chat.ask(new Text("hi")).contextWrite(caller("caller")).block(TIMEOUT)).isEqualTo(new Text("hi"));
		end("caller");
		assertThat(this.traces.tree(7)).isEqualTo("""
				caller
					Api.ask CLIENT
						Api.ask SERVER
							Api.askBack CLIENT
								Api.askBack SERVER
							Api.askBack CLIENT
								Api.askBack SERVER
				""");
		assertThat(this.traces.spans()).extracting(SpanData::getTraceId)
			.containsOnly(this.traces.spans().get(0).getTraceId());
	}

	@Test
	void twoCallsInFlightAtOnceOnOneConnectionAreTwoTrees() {
		Sinks.Empty<Void> both = Sinks.empty();
		CountDownLatch arrived = new CountDownLatch(2);
		Server chat = connect((client) -> new EchoServer() {

			@Override
			public Mono<Text> ask(Text text) {
				arrived.countDown();
				return both.asMono().then(Mono.defer(() -> client.askBack(text)));
			}

		}, new EchoClient());
		Mono<Text> one = chat.ask(new Text("one")).contextWrite(caller("first"));
		Mono<Text> other = chat.ask(new Text("other")).contextWrite(caller("second"));
		Mono<Void> whenBothArrived = Mono.<Void>fromRunnable(() -> {
			await(arrived);
			both.tryEmitEmpty();
		}).subscribeOn(Schedulers.boundedElastic());
		Mono.when(one, other, whenBothArrived).block(TIMEOUT);
		end("first");
		end("second");
		assertThat(this.traces.tree(10)).isEqualTo("""
				first
					Api.ask CLIENT
						Api.ask SERVER
							Api.askBack CLIENT
								Api.askBack SERVER
				second
					Api.ask CLIENT
						Api.ask SERVER
							Api.askBack CLIENT
								Api.askBack SERVER
				""");
		assertThat(this.traces.spans().stream().map(SpanData::getTraceId).distinct()).hasSize(2);
	}

	@Test
	void aRequestFromServerToClientBeginsATrace() {
		AtomicReference<Client> remote = new AtomicReference<>();
		connect((client) -> {
			remote.set(client);
			return new EchoServer();
		}, new EchoClient());
		remote.get().askBack(new Text("hi")).block(TIMEOUT);
		assertThat(this.traces.tree(2)).isEqualTo("""
				Api.askBack CLIENT
					Api.askBack SERVER
				""");
	}

	@Test
	void messagesCarryTheTraceInBothDirections() {
		Server chat = connect((client) -> new EchoServer() {

			@Override
			public void tell(Text text) {
				client.note(text);
			}

		}, new EchoClient());
		inScope("caller", () -> chat.tell(new Text("hi")));
		assertThat(this.traces.tree(5)).isEqualTo("""
				caller
					Api.tell PRODUCER
						Api.tell CONSUMER
							Api.note PRODUCER
								Api.note CONSUMER
				""");
	}

	@Test
	void aMessageOfAMonoBelongsToWhoSubscribes() {
		Server chat = connect((client) -> new EchoServer() {

			@Override
			public Mono<Void> tellLater(Text text) {
				return Mono.delay(Duration.ofMillis(1)).then(client.noteLater(text));
			}

		}, new EchoClient());
		chat.tellLater(new Text("hi")).contextWrite(caller("caller")).block(TIMEOUT);
		end("caller");
		assertThat(this.traces.tree(5)).isEqualTo("""
				caller
					Api.tellLater PRODUCER
						Api.tellLater CONSUMER
							Api.noteLater PRODUCER
								Api.noteLater CONSUMER
				""");
	}

	@Test
	void aMessageToAGroupIsOneForAllMembers() {
		SocketGroup<Client> everyone = SocketGroup.of(Client.class);
		SocketServer<Server, Client> socketServer = SocketServer.of(TracedApi.CONTRACT, (accepted) -> {
			everyone.add(accepted);
			return new EchoServer() {

				@Override
				public void tell(Text text) {
					everyone.remote().note(text);
				}

			};
		}).observer(this.traces.observer()).build();
		this.server = new NettyServer(socketServer);
		Server one = open("kitchen", new EchoClient()).remote();
		open("cellar", new EchoClient());
		this.traces.await(4);
		this.traces.reset();
		inScope("caller", () -> one.tell(new Text("hi")));
		assertThat(this.traces.tree(6)).isEqualTo("""
				caller
					Api.tell PRODUCER
						Api.tell CONSUMER
							Api.note PRODUCER
								Api.note CONSUMER
								Api.note CONSUMER
				""");
	}

	@Test
	void aHandshakeIsATreeOfItsOwn() {
		this.server = new NettyServer(SocketServer.of(TracedApi.CONTRACT, (accepted) -> {
			accepted.remote().note(new Text("welcome"));
			return new EchoServer();
		}).observer(this.traces.observer()).build());
		this.pool.getOrConnect(request("kitchen", new EchoClient())).contextWrite(caller("caller")).block(TIMEOUT);
		end("caller");
		assertThat(this.traces.tree(5)).isEqualTo("""
				caller
					Api handshake CLIENT
						Api handshake SERVER
							Api.note PRODUCER
								Api.note CONSUMER
				""");
	}

	@Test
	void handlersWorkOnTheTraceOfTheirCall() {
		Map<String, String> seen = new ConcurrentHashMap<>();
		Server chat = connect((client) -> new EchoServer() {

			@Override
			public Mono<Text> ask(Text text) {
				seen.put(text.text(), TraceTests.this.traces.currentTraceId());
				return Mono.just(text);
			}

		}, new EchoClient());
		chat.ask(new Text("one")).then(chat.ask(new Text("other"))).contextWrite(caller("caller")).block(TIMEOUT);
		chat.ask(new Text("alone")).block(TIMEOUT);
		end("caller");
		List<SpanData> spans = this.traces.await(7);
		String caller = spans.stream().filter((span) -> span.getName().equals("caller")).findAny().get().getTraceId();
		assertThat(seen).containsEntry("one", caller).containsEntry("other", caller);
		assertThat(seen.get("alone")).isNotEqualTo(caller).matches("[0-9a-f]{32}");
	}

	@Test
	void anErrorOfTheHandlerMarksItsSpan() {
		Server chat = connect((client) -> new EchoServer() {

			@Override
			public Mono<Text> ask(Text text) {
				return Mono
					.error(text.text().equals("full") ? new FullException() : new IllegalStateException("broken"));
			}

		}, new EchoClient());
		StepVerifier.create(chat.ask(new Text("full"))).verifyError(FullException.class);
		List<SpanData> full = this.traces.await(2);
		assertThat(status(full, SpanKind.CLIENT)).isEqualTo(StatusCode.ERROR);
		assertThat(status(full, SpanKind.SERVER)).as("the caller's error, not the handler's")
			.isEqualTo(StatusCode.UNSET);
		this.traces.reset();
		StepVerifier.create(chat.ask(new Text("broken"))).verifyError(ServerErrorException.class);
		List<SpanData> broken = this.traces.await(2);
		assertThat(status(broken, SpanKind.CLIENT)).isEqualTo(StatusCode.ERROR);
		assertThat(status(broken, SpanKind.SERVER)).isEqualTo(StatusCode.ERROR);
		assertThat(broken).extracting((span) -> span.getAttributes().get(AttributeKey.stringKey("error.ref")))
			.doesNotContain("none")
			.containsOnly(broken.get(0).getAttributes().get(AttributeKey.stringKey("error.ref")));
	}

	@Test
	void anErrorThatIsLoggedLaterIsLoggedInItsTrace() {
		Queue<String> loggedIn = new ConcurrentLinkedQueue<>();
		AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

			@Override
			protected void append(ILoggingEvent event) {
				// What an earlier test left to end may log here, too.
				if (event.getFormattedMessage().contains("handler of Api.ask ")) {
					loggedIn.add(TraceTests.this.traces.currentTraceId());
				}
			}

		};
		Logger logger = (Logger) LoggerFactory.getLogger("io.grest.ws.connection");
		appender.start();
		logger.addAppender(appender);
		try {
			Server chat = connect((client) -> new EchoServer() {

				@Override
				public Mono<Text> ask(Text text) {
					return Mono.delay(Duration.ofMillis(1)).then(Mono.error(new IllegalStateException("broken")));
				}

			}, new EchoClient());
			StepVerifier.create(chat.ask(new Text("hi"))).verifyError(ServerErrorException.class);
			assertThat(loggedIn).containsExactly(this.traces.await(2).get(0).getTraceId());
		}
		finally {
			logger.detachAppender(appender);
		}
	}

	private static StatusCode status(List<SpanData> spans, SpanKind kind) {
		return spans.stream().filter((span) -> span.getKind() == kind).findAny().get().getStatus().getStatusCode();
	}

	@Test
	void aServerThatDoesNotObserveLeavesTheClientsSpanAlone() {
		this.server = new NettyServer(SocketServer.of(TracedApi.CONTRACT, (accepted) -> new EchoServer()).build());
		Server chat = open("kitchen", new EchoClient()).remote();
		chat.ask(new Text("hi")).block(TIMEOUT);
		assertThat(this.traces.tree(2)).isEqualTo("""
				Api handshake CLIENT
				Api.ask CLIENT
				""");
	}

	private void inScope(String name, Runnable code) {
		Observation.createNotStarted(name, this.traces.registry()).observe(code);
	}

	private Function<Context, Context> caller(String name) {
		Observation caller = Observation.start(name, this.traces.registry());
		this.callers.add(caller);
		return (context) -> context.put(ObservationThreadLocalAccessor.KEY, caller);
	}

	private void end(String name) {
		this.callers.stream().filter((caller) -> name.equals(caller.getContext().getName())).forEach(Observation::stop);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Connect, and forget the spans of the handshake. */
	private Server connect(Function<Client, Server> handler, Client client) {
		this.server = new NettyServer(
				SocketServer.of(TracedApi.CONTRACT, (accepted) -> handler.apply(accepted.remote()))
					.observer(this.traces.observer())
					.build());
		SocketConnection<Server> connection = open("kitchen", client);
		this.traces.await(2);
		this.traces.reset();
		return connection.remote();
	}

	private SocketConnection<Server> open(String room, Client client) {
		return this.pool.getOrConnect(request(room, client)).block(TIMEOUT);
	}

	private SocketRequest<Server, Client> request(String room, Client client) {
		return SocketRequest.to(TracedApi.CONTRACT)
			.url("ws://localhost:" + this.server.port())
			.pathVariable("room", room)
			.handler(client);
	}

}
