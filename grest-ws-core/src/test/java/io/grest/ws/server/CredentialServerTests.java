package io.grest.ws.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ContextKey;
import io.grest.ws.contract.Acknowledged;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.protocol.SocketCloseStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The end of a client's rights, their renewal and their revocation, over real sockets.
 */
@Timeout(60)
class CredentialServerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final ContextKey<String> TENANT = ContextKey.of("tenant", String.class);

	private static final int EXPIRED = SocketCloseStatus.EXPIRED.code();

	private final ActiveConnections active = new ActiveConnections(ActiveConnections.Limits.NONE);

	private final AtomicInteger judgements = new AtomicInteger();

	private final AtomicInteger calls = new AtomicInteger();

	private final CountDownLatch gate = new CountDownLatch(1);

	private final AtomicReference<Mono<Void>> accepting = new AtomicReference<>(Mono.empty());

	private final AtomicReference<Mono<Void>> judged = new AtomicReference<>(Mono.empty());

	private final NettyServer server = new NettyServer(
			new SocketHandlerAdapter(DataSize.ofKilobytes(64), false, this.active, AllowedOrigins.SAME_ORIGIN),
			SocketServer
				.ofReactive(SocketContract.define("Api", Server.class, Client.class).path("/api").build(),
						(connection) -> this.accepting.get().thenReturn(new Handler()))
				.interceptors(List.of(new Tokens()))
				.options(ConnectionOptions.builder().maxInFlight(2).handshakeTimeout(TIMEOUT).build())
				.connections(this.active)
				.build());

	@AfterEach
	void stop() {
		this.gate.countDown();
		this.server.close();
	}

	private RawSocket connect(String user, long millis) throws IOException {
		RawSocket socket = new RawSocket(this.server.port(), "/api");
		socket.send("h:::{\"authorization\":\"Bearer " + user + ":" + millis
				+ "\",\"grest-ws-extensions\":\"credentials\"}");
		assertThat(next(socket)).startsWith("k:::{\"extensions\":[\"credentials\"],\"expires\":");
		return socket;
	}

	private static String next(RawSocket socket) throws IOException {
		return new String(socket.read().payload(), StandardCharsets.UTF_8);
	}

	private static void refresh(RawSocket socket, String user, long millis) throws IOException {
		socket.send("t:::{\"Authorization\":\"Bearer " + user + ":" + millis + "\"}");
	}

	private SocketConnection<?> connection() {
		return this.active.connections().iterator().next();
	}

	@Test
	void replacesValuesAndPrincipalByRefresh() throws IOException {
		try (RawSocket socket = connect("ann", 60_000)) {
			socket.send("r:Api.tenant:1:");
			assertThat(next(socket))
				.isEqualTo("s:Api.tenant:1:{\"success\":true,\"type\":\"OK\",\"data\":\"of 60000\"}");
			refresh(socket, "ann", 90_000);
			assertThat(next(socket)).startsWith("t:::{\"expires\":89");
			socket.send("r:Api.tenant:2:");
			assertThat(next(socket))
				.isEqualTo("s:Api.tenant:2:{\"success\":true,\"type\":\"OK\",\"data\":\"of 90000\"}");
			assertThat(connection().principal().orElseThrow().getName()).isEqualTo("ann");
			assertThat(connection().expiresAt().orElseThrow()).isAfter(Instant.now().plusSeconds(70));
		}
	}

	@Test
	void keepsRightsWhenRefreshIsOfAnotherUser() throws IOException {
		try (RawSocket socket = connect("ann", 60_000)) {
			Instant end = connection().expiresAt().orElseThrow();
			refresh(socket, "bob", 90_000);
			assertThat(next(socket))
				.startsWith("t:::{\"success\":false,\"type\":\"NOT_AUTHORIZED\",\"statusCode\":401,");
			assertThat(connection().expiresAt()).hasValue(end);
			assertThat(connection().find(TENANT)).hasValue("of 60000");
			assertThat(connection().principal().orElseThrow().getName()).isEqualTo("ann");
		}
	}

	@Test
	void refusesRefreshOfNobody() throws IOException {
		try (RawSocket socket = new RawSocket(this.server.port(), "/api")) {
			socket.send("h:::{\"grest-ws-extensions\":\"credentials\",\"guest\":\"yes\"}");
			assertThat(next(socket)).isEqualTo("k:::{\"extensions\":[\"credentials\"]}");
			refresh(socket, "ann", 90_000);
			assertThat(next(socket)).startsWith("t:::{\"success\":false,\"type\":\"NOT_AUTHORIZED\"");
			assertThat(connection().principal()).isEmpty();
		}
	}

	@Test
	void judgesOneRefreshAtATime() throws IOException {
		Sinks.Empty<Void> slow = Sinks.empty();
		try (RawSocket socket = connect("ann", 60_000)) {
			this.judged.set(slow.asMono());
			refresh(socket, "ann", 90_000);
			refresh(socket, "ann", 95_000);
			assertThat(next(socket)).startsWith("t:::{\"success\":false,\"type\":\"TOO_MANY_REQUESTS\"");
			slow.tryEmitEmpty();
			assertThat(next(socket)).startsWith("t:::{\"expires\":");
		}
	}

	@Test
	void rejectsClientWhoseRightsEndDuringHandshake() throws IOException {
		Sinks.Empty<Void> slow = Sinks.empty();
		this.accepting.set(slow.asMono());
		try (RawSocket socket = new RawSocket(this.server.port(), "/api")) {
			socket.send("h:::{\"authorization\":\"Bearer ann:200\"}");
			await().atMost(TIMEOUT)
				.until(() -> !this.active.connections().isEmpty() && connection().expiresAt().isPresent());
			Instant end = connection().expiresAt().orElseThrow();
			await().atMost(TIMEOUT).until(() -> Instant.now().isAfter(end.plusMillis(50)));
			slow.tryEmitEmpty();
			assertThat(next(socket)).startsWith("x:::{\"success\":false,\"type\":\"NOT_AUTHORIZED\"");
			assertThat(socket.awaitClose()).isEqualTo(SocketCloseStatus.HANDSHAKE_FAILED.code());
		}
	}

	@Test
	void judgesFewOfAStormOfRefreshes() throws IOException {
		int storm = 5_000;
		try (RawSocket socket = connect("ann", 60_000)) {
			this.judgements.set(0);
			long begun = System.nanoTime();
			int accepted = 0;
			for (int i = 0; i < storm; i++) {
				refresh(socket, "ann", 90_000);
				accepted += next(socket).startsWith("t:::{\"expires\":") ? 1 : 0;
			}
			long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
			assertThat(accepted).isBetween(1, (int) seconds + 1);
			assertThat(this.judgements).hasValue(accepted);
			socket.send("r:Api.tenant:1:");
			assertThat(next(socket)).startsWith("s:Api.tenant:1:{\"success\":true");
		}
	}

	@Test
	void closesAtTheEndAlthoughRefreshIsJudged() throws IOException {
		try (RawSocket socket = connect("ann", 500)) {
			this.judged.set(Mono.never());
			refresh(socket, "ann", 90_000);
			assertThat(socket.awaitClose()).isEqualTo(EXPIRED);
		}
	}

	@Test
	void answersNoCallAfterTheEndOfRights() throws Exception {
		try (RawSocket socket = connect("ann", 600)) {
			// Its two calls are not over, so nothing of it is read, not even a refresh.
			socket.send("r:Api.hold:0:");
			socket.send("r:Api.hold:1:");
			await().atMost(TIMEOUT).until(() -> connection().status().inFlight() == 2);
			socket.send("r:Api.tenant:2:");
			refresh(socket, "ann", 90_000);
			Instant end = connection().expiresAt().orElseThrow();
			await().atMost(TIMEOUT).until(() -> Instant.now().isAfter(end.plusMillis(300)));
			assertThat(connection().isOpen()).isTrue();
			this.gate.countDown();
			assertThat(next(socket)).startsWith("s:Api.hold:0:{\"success\":true");
			// The call that waits is answered meanwhile, on another thread.
			assertThat(List.of(next(socket), next(socket), next(socket)))
				.anyMatch((frame) -> frame.startsWith("s:Api.hold:1:"))
				.anyMatch((frame) -> frame.startsWith("s:Api.tenant:2:{\"success\":false,\"type\":\"NOT_AUTHORIZED\""))
				.anyMatch((frame) -> frame.startsWith("t:::{\"expires\":"));
			socket.send("r:Api.tenant:3:");
			assertThat(next(socket)).startsWith("s:Api.tenant:3:{\"success\":true");
		}
	}

	@Test
	void refusesCallThatWaitsUntilTheEndOfRights() throws Exception {
		try (RawSocket socket = connect("ann", 700)) {
			// Of the two that may be unfinished, one waits for the other.
			socket.send("r:Api.hold:1:");
			socket.send("r:Api.hold:2:");
			await().atMost(TIMEOUT).until(() -> connection().status().inFlight() == 2);
			Instant end = connection().expiresAt().orElseThrow();
			await().atMost(TIMEOUT).until(() -> Instant.now().isAfter(end.plusMillis(50)));
			this.gate.countDown();
			assertThat(next(socket)).startsWith("s:Api.hold:1:{\"success\":true");
			assertThat(next(socket)).startsWith("s:Api.hold:2:{\"success\":false,\"type\":\"NOT_AUTHORIZED\"");
			assertThat(this.calls).hasValue(1);
			assertThat(socket.awaitClose()).isEqualTo(EXPIRED);
		}
	}

	@Test
	void asksUserForNewCredentials() throws IOException {
		try (RawSocket socket = connect("ann", 60_000); RawSocket other = connect("bob", 60_000)) {
			assertThat(this.active.user("ann").refresh()).isEqualTo(1);
			assertThat(next(socket)).isEqualTo("t:::{\"within\":10000}");
			refresh(socket, "ann", 90_000);
			assertThat(next(socket)).startsWith("t:::{\"expires\":");
			other.send("r:Api.tenant:1:");
			assertThat(next(other)).startsWith("s:Api.tenant:1:{\"success\":true");
		}
	}

	@Test
	void closesClientThatCannotRenewWhenAsked() throws IOException {
		try (RawSocket socket = new RawSocket(this.server.port(), "/api")) {
			socket.send("h:::{\"authorization\":\"Bearer ann:60000\"}");
			assertThat(next(socket)).isEqualTo("k:::null");
			this.active.user("ann").refresh();
			assertThat(socket.awaitClose()).isEqualTo(EXPIRED);
		}
	}

	@Test
	void revokesConnectionsAndHandshakesOfUser() throws Exception {
		Sinks.Empty<Void> slow = Sinks.empty();
		try (RawSocket socket = connect("ann", 60_000); RawSocket other = connect("bob", 60_000)) {
			this.judged.set(slow.asMono());
			try (RawSocket late = new RawSocket(this.server.port(), "/api")) {
				late.send("h:::{\"authorization\":\"Bearer ann:60000\"}");
				await().atMost(TIMEOUT).until(() -> this.active.connections().size() == 3);
				assertThat(this.active.user("ann").close(EXPIRED, "Revoked")).isEqualTo(1);
				slow.tryEmitEmpty();
				assertThat(next(late)).startsWith("x:::{\"success\":false,\"type\":\"NOT_AUTHORIZED\"");
			}
			assertThat(socket.awaitClose()).isEqualTo(EXPIRED);
			other.send("r:Api.tenant:1:");
			assertThat(next(other)).startsWith("s:Api.tenant:1:{\"success\":true");
		}
		this.judged.set(Mono.empty());
		connect("ann", 60_000).close();
	}

	/**
	 * Takes a token {@code USER:MILLIS} at its word.
	 */
	private final class Tokens implements HandshakeInterceptor {

		@Override
		public Mono<Void> process(ServerHandshake handshake) {
			CredentialServerTests.this.judgements.incrementAndGet();
			if (handshake.header("guest").isPresent()) {
				return Mono.empty();
			}
			String[] token = handshake.bearerToken().orElseThrow(NotAuthorizedException::new).split(":");
			handshake.set(TENANT, "of " + token[1]);
			return CredentialServerTests.this.judged.get()
				.then(Mono.fromRunnable(() -> handshake.authenticate(() -> token[0],
						Instant.now().plusMillis(Long.parseLong(token[1])))));
		}

	}

	private final class Handler implements Server {

		@Override
		public void hold() {
			CredentialServerTests.this.calls.incrementAndGet();
			try {
				assertThat(CredentialServerTests.this.gate.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		@NonBlocking
		public String tenant() {
			return TENANT.get();
		}

	}

	interface Server {

		@Acknowledged
		void hold();

		String tenant();

	}

	interface Client {

	}

}
