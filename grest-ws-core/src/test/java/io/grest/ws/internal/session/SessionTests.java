package io.grest.ws.internal.session;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ContextValues;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.call.HandlerSettings;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.PipeFormat;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.internal.wire.Terms;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.protocol.FrameType;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Session}, over transports that are joined in memory.
 */
class SessionTests {

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final Payloads payloads = Payloads.of(new JsonMapper());

	private final TransportPair first = new TransportPair();

	private final List<String> events = new ArrayList<>();

	private final Sinks.One<String> serverAnswer = Sinks.one();

	private final Sinks.One<Boolean> clientAnswer = Sinks.one();

	private boolean resumes;

	private KeptSession keptServer;

	private KeptSession keptClient;

	private DefaultSocketConnection<Client> server;

	private DefaultSocketConnection<Server> client;

	@Test
	void speaksThirdDialectByOneClass() {
		connect(PipeFormat::new);
		this.client.remote().greet("Ann").subscribe(this.events::add);
		this.client.remote().fail().subscribe(null, (ex) -> this.events.add(ex.getClass().getSimpleName()));
		this.server.remote().note("hi");
		this.server.close(4001, "bye");
		assertThat(this.events).containsExactly("Hello Ann", "ForbiddenException", "note hi", "closed 4001 bye");
		assertThat(this.first.client.written).containsExactly("HANDSHAKE|||{}", "REQ|Api.greet|1|\"Ann\"",
				"REQ|Api.fail|2|");
		assertThat(this.first.server.written).hasSize(4)
			.startsWith("HANDSHAKE_OK|||welcome",
					"RES|Api.greet|1|{\"success\":true,\"type\":\"OK\",\"data\":\"Hello Ann\"}")
			.endsWith("MSG|Api.note||\"hi\"");
	}

	@Test
	void answersAllCallsThoughTheLinkIsReplaced() {
		this.resumes = true;
		connect((payloads) -> new GrestFormat(List.of(), payloads));
		this.client.remote().greet("Ann").subscribe(this.events::add);
		this.client.remote().wait("a").subscribe(this.events::add);
		this.server.remote().areYouThere().subscribe((there) -> this.events.add("there: " + there));
		this.first.separate();
		this.client.remote().wait("b").subscribe(this.events::add);
		this.server.remote().note("while away");
		this.first.server.abort();
		this.first.client.abort();
		assertThat(this.server.status().state()).isEqualTo(SocketConnection.State.DETACHED);
		assertThat(this.client.status().state()).isEqualTo(SocketConnection.State.DETACHED);
		this.serverAnswer.tryEmitValue("done");

		TransportPair second = new TransportPair();
		List<Boolean> outcomes = new ArrayList<>();
		next(second.client,
				(client) -> client.control.goOn(this.keptClient, new ResumeOffer("", 2, 0), (received) -> null)
					.subscribe(outcomes::add));
		next(second.server, (server) -> {
		}).control.goOn(this.keptServer, new ResumeOffer("", 2, 0), (received) -> frame("k:::" + received))
			.subscribe(outcomes::add);

		assertThat(outcomes).containsExactly(true, true);
		assertThat(this.server.isOpen()).isTrue();
		assertThat(this.client.isOpen()).isTrue();
		assertThat(this.server.status().silentFor()).as("The peer is watched").isNotNull();
		this.clientAnswer.tryEmitValue(true);
		assertThat(this.events).containsExactly("Hello Ann", "note while away", "done", "done", "there: true");
		assertThat(second.server.written).containsExactly("k:::2", "m:Api.note::\"while away\"",
				"s:Api.wait:2:{\"success\":true,\"type\":\"OK\",\"data\":\"done\"}",
				"s:Api.wait:3:{\"success\":true,\"type\":\"OK\",\"data\":\"done\"}");
		assertThat(second.client.written).containsExactly("a::2:", "r:Api.wait:3:\"b\"",
				"s:Api.areYouThere:1:{\"success\":true,\"type\":\"OK\",\"data\":true}");

		this.client.close();
		assertThat(this.events).endsWith("closed 1000");
		assertThat(this.server.status().inFlight()).isZero();
	}

	@Test
	void waitsForAnotherLinkWhenTheNextHasEndedBeforeItWasAccepted() {
		this.resumes = true;
		connect((payloads) -> new GrestFormat(List.of(), payloads));
		this.client.remote().greet("Ann").subscribe(this.events::add);
		TransportPair lost = new TransportPair();
		Side gone = next(lost.server, (server) -> {
		});
		lost.client.abort();
		List<Boolean> outcomes = new ArrayList<>();
		gone.control.goOn(this.keptServer, new ResumeOffer("", 1, 0), (received) -> frame("k:::"))
			.subscribe(outcomes::add);
		assertThat(outcomes).isEmpty();
		assertThat(this.server.status().state()).isEqualTo(SocketConnection.State.DETACHED);
		TransportPair second = new TransportPair();
		next(second.server, (server) -> {
		}).control.goOn(this.keptServer, new ResumeOffer("", 1, 0), (received) -> frame("k:::" + received))
			.subscribe(outcomes::add);
		assertThat(outcomes).containsExactly(true);
		assertThat(this.server.isOpen()).isTrue();
		assertThat(second.server.written).containsExactly("k:::1");
		assertThat(this.events).containsExactly("Hello Ann");
	}

	@Test
	void endsWhenNotAllCanBeSentAgain() {
		this.resumes = true;
		connect((payloads) -> new GrestFormat(List.of(), payloads));
		this.client.remote().wait("a").subscribe(null, (ex) -> this.events.add(ex.getClass().getSimpleName()));
		this.first.server.abort();
		List<Boolean> outcomes = new ArrayList<>();
		next(new TransportPair().server, (server) -> {
		}).control.goOn(this.keptServer, new ResumeOffer("", 1, 0), (received) -> frame("k:::"))
			.subscribe(outcomes::add);
		assertThat(outcomes).containsExactly(false);
		assertThat(this.events).containsExactly("closed 4009 Resumed");
		this.client.close();
		assertThat(this.events).endsWith("ConnectionClosedException");
	}

	private Side next(TransportPair.End end, Consumer<Side> accepted) {
		WireFormat format = new GrestFormat(List.of(), this.payloads);
		Side side = new Side(format, new AtomicReference<>()) {

			@Override
			public void receive(Frame frame) {
				assertThat(frame.type()).isEqualTo(FrameType.HANDSHAKE_OK);
				accepted.accept(this);
			}

		};
		ConnectionFactory.forServer(CONTRACT, this.payloads, format)
			.run(end, origin(), new ContextValues(), side)
			.subscribe();
		return side;
	}

	private static OutboundFrame frame(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return new OutboundFrame(FrameType.HANDSHAKE_OK, "", bytes, bytes.length);
	}

	@Test
	void tellsStatusOfUnfinishedCallsAndBytes() {
		connect((payloads) -> new GrestFormat(List.of(), payloads));
		this.client.remote().wait("a").onErrorComplete().subscribe();
		this.server.remote().areYouThere().onErrorComplete().subscribe();
		SocketConnection.Status status = this.server.status();
		assertThat(status.state()).isEqualTo(SocketConnection.State.OPEN);
		assertThat(status.since()).isBetween(Instant.now().minusSeconds(60), Instant.now());
		assertThat(status.silentFor()).isLessThan(Duration.ofMinutes(1));
		assertThat(status.inFlight()).isEqualTo(1);
		assertThat(status.pending()).isEqualTo(1);
		assertThat(status.queuedFrames()).isZero();
		assertThat(status.queuedBytes()).isZero();
		assertThat(status.receivedBytes()).isEqualTo("h:::{}r:Api.wait:1:\"a\"".length());
		assertThat(status.sentBytes()).isEqualTo("k:::nullr:Api.areYouThere:1:".length());
		this.client.close();
		assertThat(this.server.status().state()).isEqualTo(SocketConnection.State.CLOSED);
		assertThat(this.server.status().inFlight()).isZero();
		assertThat(this.server.status().pending()).isZero();
	}

	@Test
	void ignoresThatSendingFailedOnceTheConnectionHasEnded() {
		connect((payloads) -> new GrestFormat(List.of(), payloads));
		List<Throwable> dropped = new ArrayList<>();
		Hooks.onErrorDropped(dropped::add);
		try {
			this.client.close();
			this.first.server.sendingFails(new IOException("Broken pipe"));
			this.first.client.sendingFails(new IOException("Broken pipe"));
		}
		finally {
			Hooks.resetOnErrorDropped();
		}
		assertThat(this.events).containsExactly("closed 1000");
		assertThat(dropped).isEmpty();
	}

	@Test
	void endsTheConnectionWhenSendingFails() {
		connect((payloads) -> new GrestFormat(List.of(), payloads));
		this.first.server.sendingFails(new IOException("Broken pipe"));
		assertThat(this.events).containsExactly("closed 1006");
	}

	@Test
	void timesOutOnlyAHandshakeThatHasBegun() {
		List<String> order = new CopyOnWriteArrayList<>();
		WireFormat format = new GrestFormat(List.of(), this.payloads);
		Handshaker slow = new Side(format, new AtomicReference<>()) {

			@Override
			public void begin(Control control) {
				// Longer than the timeout, as on a busy machine.
				Mono.delay(Duration.ofMillis(50)).block(TIMEOUT);
				super.begin(control);
				order.add("begun");
			}

			@Override
			public void receive(Frame frame) {
			}

			@Override
			public void timedOut() {
				order.add("timed out");
			}

		};
		ConnectionOptions options = ConnectionOptions.builder().handshakeTimeout(Duration.ofMillis(1)).build();
		ConnectionFactory
			.forServer(CONTRACT, this.payloads, null, options, SocketMetrics.NONE, null, HandlerSettings.defaults())
			.run(this.first.server, origin(), new ContextValues(), slow)
			.subscribe();
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(order).hasSize(2));
		assertThat(order).containsExactly("begun", "timed out");
	}

	private KeptSession keepIfResumes(Handshaker.Control control) {
		if (!this.resumes) {
			return null;
		}
		control.agree(Extensions.RESUME);
		return control.keep(null);
	}

	private void connect(Function<Payloads, WireFormat> dialect) {
		WireFormat format = dialect.apply(this.payloads);
		AtomicReference<SocketConnection<?>> server = new AtomicReference<>();
		AtomicReference<SocketConnection<?>> client = new AtomicReference<>();
		ConnectionFactory.forServer(CONTRACT, this.payloads, format)
			.run(this.first.server, origin(), new ContextValues(), new ServerSide(format, server))
			.subscribe();
		ConnectionFactory.forClient(CONTRACT, this.payloads, format)
			.run(this.first.client, origin(), new ContextValues(), new ClientSide(format, client))
			.subscribe();
		this.server = known(server.get());
		this.client = known(client.get());
		this.server.onClose((reason) -> this.events.add("closed " + reason.status()));
	}

	@SuppressWarnings("unchecked")
	private static <R> DefaultSocketConnection<R> known(SocketConnection<?> connection) {
		return (DefaultSocketConnection<R>) connection;
	}

	private static ConnectionFactory.Origin origin() {
		return new ConnectionFactory.Origin(
				new UpgradeRequest(URI.create("/api"), new HttpHeaders(), new LinkedMultiValueMap<>(), null, null),
				Map.of(), null);
	}

	private abstract static class Side extends QuietHandshaker {

		final WireFormat format;

		private final AtomicReference<SocketConnection<?>> connection;

		Side(WireFormat format, AtomicReference<SocketConnection<?>> connection) {
			this.format = format;
			this.connection = connection;
		}

		@Override
		public void begin(Control control) {
			super.begin(control);
			this.connection.set(control.connection());
		}

	}

	private final class ServerSide extends Side {

		ServerSide(WireFormat format, AtomicReference<SocketConnection<?>> connection) {
			super(format, connection);
		}

		@Override
		public void receive(Frame frame) {
			assertThat(frame.type()).isEqualTo(FrameType.HANDSHAKE);
			SessionTests.this.keptServer = keepIfResumes(this.control);
			this.control.open(new Handler(), this.format.accepted(Terms.NONE));
		}

	}

	private final class ClientSide extends Side {

		ClientSide(WireFormat format, AtomicReference<SocketConnection<?>> connection) {
			super(format, connection);
		}

		@Override
		public void begin(Control control) {
			super.begin(control);
			control.send(this.format.handshake(Map.of()));
		}

		@Override
		public void receive(Frame frame) {
			assertThat(frame.type()).isEqualTo(FrameType.HANDSHAKE_OK);
			SessionTests.this.keptClient = keepIfResumes(this.control);
			this.control.open(new Listener(), null);
		}

	}

	private final class Handler implements Server {

		@Override
		public Mono<String> greet(String name) {
			return Mono.just("Hello " + name);
		}

		@Override
		public Mono<String> fail() {
			return Mono.error(new ForbiddenException());
		}

		@Override
		public Mono<String> wait(String text) {
			return SessionTests.this.serverAnswer.asMono();
		}

	}

	private final class Listener implements Client {

		@Override
		@NonBlocking
		public void note(String text) {
			SessionTests.this.events.add("note " + text);
		}

		@Override
		public Mono<Boolean> areYouThere() {
			return SessionTests.this.clientAnswer.asMono();
		}

	}

	interface Server {

		Mono<String> greet(String name);

		Mono<String> fail() throws ForbiddenException;

		Mono<String> wait(String text);

	}

	interface Client {

		void note(String text);

		Mono<Boolean> areYouThere();

	}

}
