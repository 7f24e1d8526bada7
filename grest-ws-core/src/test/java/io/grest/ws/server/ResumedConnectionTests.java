package io.grest.ws.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.ContractResume;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.observation.MicrometerSocketMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what a server is told, counts and logs of connections that are resumed, and
 * for their end when it stops.
 */
class ResumedConnectionTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("Api", Server.class, Client.class)
		.path("/api")
		.resume(ContractResume.Builder::anonymous)
		.build();

	private final ActiveConnections connections = new ActiveConnections(ActiveConnections.Limits.NONE);

	private final ResumableSessions sessions = new ResumableSessions(ResumableSessions.Limits.DEFAULTS);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final Sinks.One<String> never = Sinks.one();

	private final NettyServer server = server();

	private volatile @Nullable SocketConnection<Client> connection;

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void callsListenersEachTimeSocketIsLostAndReplaced() throws Exception {
		String token = loseFirst();
		assertThat(connection().isOpen()).isFalse();
		assertThat(connection().status().state()).isEqualTo(SocketConnection.State.DETACHED);
		connection().remote().note("waits");
		try (RawSocket second = new RawSocket(this.server.port(), "/api")) {
			token = goOn(second, token, "same", 1);
			assertThat(second.read().text()).isEqualTo("m:Api.note::\"waits\"");
			awaitEvents("detached on an event loop", "resumed on an event loop");
			assertThat(connection().isOpen()).isTrue();
			second.send("a::2:");
			second.send("r:Api.echo:2:\"b\"");
			assertThat(second.read().text()).startsWith("s:Api.echo:2:");
			second.reset();
		}
		awaitEvents("detached on an event loop", "resumed on an event loop", "detached on an event loop");
		try (RawSocket third = new RawSocket(this.server.port(), "/api")) {
			goOn(third, token, "same", 3);
			awaitEvents("detached on an event loop", "resumed on an event loop", "detached on an event loop",
					"resumed on an event loop");
			connection().close();
			assertThat(third.awaitClose()).isEqualTo(1000);
		}
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.events).endsWith("closed 1000").hasSize(5));
	}

	@Test
	void logsWhatListenersThrow() throws Exception {
		try (CapturedLog log = new CapturedLog("io.grest.ws.connection", Level.WARN)) {
			try (RawSocket first = new RawSocket(this.server.port(), "/api")) {
				String token = shakeHands(first);
				connection().onDetach(this::fail);
				connection().onResume(this::fail);
				connection().onResume(() -> this.events.add("still resumed"));
				first.reset();
				awaitEvents("detached on an event loop");
				try (RawSocket second = new RawSocket(this.server.port(), "/api")) {
					goOn(second, token, "same", 1);
					awaitEvents("detached on an event loop", "resumed on an event loop", "still resumed");
					assertThat(log.lines()).hasSize(2)
						.allMatch(
								(line) -> line.startsWith("Listener of a connection failed: " + getClass().getName()));
				}
			}
		}
	}

	private void fail() {
		throw new IllegalStateException("It goes no further");
	}

	@Test
	void callsResumeListenerAfterSocketIsTakenOver() throws Exception {
		try (RawSocket first = new RawSocket(this.server.port(), "/api");
				RawSocket second = new RawSocket(this.server.port(), "/api")) {
			String token = shakeHands(first);
			goOn(second, token, "same", 1);
			assertThat(first.awaitClose()).isEqualTo(4009);
			awaitEvents("resumed on an event loop");
		}
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(resumes("same")).isOne());
	}

	@Test
	void goesOnAfterItsPeerWasSilent() throws Exception {
		try (RawSocket silent = new RawSocket(this.server.port(), "/api")) {
			String token = shakeHands(silent);
			assertThat(silent.awaitClose()).isEqualTo(4008);
			awaitEvents("detached on an event loop");
			try (RawSocket second = new RawSocket(this.server.port(), "/api")) {
				goOn(second, token, "same", 1);
				awaitEvents("detached on an event loop", "resumed on an event loop");
			}
		}
	}

	@Test
	void oneOfManySocketsWithOneTokenHasTheSession() throws Exception {
		String token = loseFirst();
		List<RawSocket> sockets = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			RawSocket socket = new RawSocket(this.server.port(), "/api");
			sockets.add(socket);
			socket.send("h:::{\"grest-ws-extensions\":\"resume\",\"grest-ws-resume\":\"" + token + " 1 0\"}");
		}
		List<RawSocket> same = new ArrayList<>();
		for (RawSocket socket : sockets) {
			RawSocket.Frame frame = socket.read();
			if (frame.opcode() == 8) {
				// Taken over before it was accepted.
				assertThat(frame.closeCode()).isEqualTo(4009);
			}
			else if (frame.text().contains("\"session\":\"same\"")) {
				same.add(socket);
			}
		}
		assertThat(same).isNotEmpty();
		connection().remote().note("once");
		List<String> heard = new ArrayList<>();
		for (RawSocket socket : same) {
			RawSocket.Frame frame = socket.read();
			heard.add((frame.opcode() == 8) ? "closed " + frame.closeCode() : frame.text());
		}
		for (RawSocket socket : sockets) {
			socket.close();
		}
		assertThat(heard).containsOnlyOnce("m:Api.note::\"once\"").hasSameSizeAs(same);
		assertThat(heard).filteredOn((each) -> each.equals("closed 4009")).hasSize(same.size() - 1);
	}

	@Test
	void countsWhatBecameOfOffers() throws Exception {
		String token = loseFirst();
		try (RawSocket same = new RawSocket(this.server.port(), "/api");
				RawSocket unknown = new RawSocket(this.server.port(), "/api");
				RawSocket none = new RawSocket(this.server.port(), "/api")) {
			goOn(same, token, "same", 1);
			goOn(unknown, "forged", "new", 0);
			shakeHands(none);
		}
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(resumes("same")).isOne());
		assertThat(resumes("new")).isOne();
	}

	@Test
	void logsLossOfSocketAndItsReplacement() throws Exception {
		try (CapturedLog log = new CapturedLog("io.grest.ws.connection", Level.DEBUG)) {
			String token = loseFirst();
			connection().remote().note("waits");
			try (RawSocket second = new RawSocket(this.server.port(), "/api")) {
				goOn(second, token, "same", 0);
				second.read();
			}
			String name = "Api connection " + connection().id();
			assertThat(log.lines()).anyMatch(
					(line) -> line.matches(name + " has lost its socket with 1006.*, and waits" + " for its peer"));
			assertThat(log.lines()).anyMatch((line) -> line.matches(name + " goes on with another socket after \\d+ ms"
					+ " without one, and sends 1 frames of 52 bytes again"));
			assertThat(log.lines()).noneMatch((line) -> line.contains(token));
		}
	}

	@Test
	void endsSessionsOfClientsThatAreAwayWhenServerStops() throws Exception {
		loseFirst();
		StepVerifier.create(this.connections.drain(Duration.ZERO, Duration.ofMinutes(5)))
			.expectComplete()
			.verify(TIMEOUT);
		assertThat(this.events).containsExactly("detached on an event loop", "closed 1001");
		assertThat(this.sessions.away()).isZero();
	}

	@Test
	void endsSessionWhoseSocketIsLostWhileServerStops() throws Exception {
		try (RawSocket peer = new RawSocket(this.server.port(), "/api")) {
			shakeHands(peer);
			peer.send("r:Api.never:2:");
			await().atMost(TIMEOUT).until(() -> connection().status().inFlight() == 1);
			Mono<Void> drained = this.connections.drain(Duration.ZERO, Duration.ofMinutes(5));
			peer.reset();
			StepVerifier.create(drained).expectComplete().verify(TIMEOUT);
		}
		assertThat(this.events).singleElement().asString().startsWith("closed ");
		assertThat(this.sessions.away()).isZero();
	}

	private String loseFirst() throws IOException {
		String token;
		try (RawSocket first = new RawSocket(this.server.port(), "/api")) {
			token = shakeHands(first);
			first.reset();
		}
		awaitEvents("detached on an event loop");
		return token;
	}

	// Up to the first answer: a session that was never heard ends with its socket.
	private static String shakeHands(RawSocket socket) throws IOException {
		socket.send("h:::{\"grest-ws-extensions\":\"resume\"}");
		String token = token(socket.read().text(), "new");
		socket.send("r:Api.echo:1:\"a\"");
		assertThat(socket.read().text()).isEqualTo("s:Api.echo:1:{\"success\":true,\"type\":\"OK\",\"data\":\"a\"}");
		return token;
	}

	private static String goOn(RawSocket socket, String token, String session, int received) throws IOException {
		socket
			.send("h:::{\"grest-ws-extensions\":\"resume\",\"grest-ws-resume\":\"" + token + " " + received + " 0\"}");
		return token(socket.read().text(), session);
	}

	private static String token(String accepted, String session) {
		assertThat(accepted).startsWith("k:::").contains("\"session\":\"" + session + "\"");
		return accepted.replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
	}

	private double resumes(String session) {
		return this.registry.get("grest.ws.resumes").tag("session", session).counter().count();
	}

	private void awaitEvents(String... events) {
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.events).containsExactly(events));
	}

	private SocketConnection<Client> connection() {
		return Objects.requireNonNull(this.connection);
	}

	private NettyServer server() {
		return new NettyServer(
				new SocketHandlerAdapter(DataSize.ofKilobytes(64), false, this.connections,
						new AllowedOrigins(List.of())),
				SocketServer.of(CONTRACT, this::connected)
					.options(ConnectionOptions.builder()
						.heartbeatInterval(Duration.ofSeconds(1))
						.heartbeatTimeout(Duration.ofSeconds(2))
						.build())
					.connections(this.connections)
					.sessions(this.sessions)
					.metrics(new MicrometerSocketMetrics(this.registry))
					.build());
	}

	private Server connected(SocketConnection<Client> connection) {
		if (this.connection == null) {
			this.connection = connection;
			connection.onDetach(() -> this.events.add("detached" + thread()));
			connection.onResume(() -> this.events.add("resumed" + thread()));
			connection.onClose((reason) -> this.events.add("closed " + reason.code()));
		}
		return new Server() {

			@Override
			public Mono<String> echo(String text) {
				return Mono.just(text);
			}

			@Override
			public Mono<String> never() {
				return ResumedConnectionTests.this.never.asMono();
			}

		};
	}

	private static String thread() {
		return Thread.currentThread().getName().contains("reactor-http") ? " on an event loop"
				: " on " + Thread.currentThread().getName();
	}

	interface Server {

		Mono<String> echo(String text);

		Mono<String> never();

	}

	interface Client {

		void note(String text);

	}

}
