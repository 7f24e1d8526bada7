package io.grest.ws.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.SocketServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that renew their credentials on the open connection, and that connect again
 * when these have ended, over sockets.
 */
@Timeout(60)
class ClientCredentialTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final ReconnectOptions SOON = ReconnectOptions.builder()
		.baseDelay(Duration.ofMillis(5))
		.maxDelay(Duration.ofMillis(20))
		.build();

	private final ActiveConnections active = new ActiveConnections(ActiveConnections.Limits.NONE);

	private final AtomicInteger tokens = new AtomicInteger();

	private final AtomicInteger connects = new AtomicInteger();

	private final List<CloseReason> closed = new CopyOnWriteArrayList<>();

	private volatile IntFunction<Mono<String>> token = (number) -> Mono.just("ann:60000");

	private final SocketContract<RealServer.Server, RealServer.Client> contract = SocketContract
		.define("Api", RealServer.Server.class, RealServer.Client.class)
		.path("/api")
		.use(new Tokens())
		.build();

	private final SocketContract<RealServer.Server, RealServer.Client> plain = SocketContract
		.define("Api", RealServer.Server.class, RealServer.Client.class)
		.path("/api")
		.build();

	private final DisposableServer server = RealServer.start(ConnectionOptions.DEFAULTS, this.active,
			SocketServer.of(this.contract, (connection) -> {
				this.connects.incrementAndGet();
				return new Echo();
			}).interceptors(List.of(new Tokens())).connections(this.active).build());

	private final SocketPool pool = SocketPool.builder().build();

	private final SocketClients clients = new SocketClients(this.pool,
			(contract) -> "ws://localhost:" + this.server.port(), SOON);

	@AfterEach
	void stop() {
		this.clients.closeAll().block(TIMEOUT);
		this.server.disposeNow();
	}

	private SocketClient<RealServer.Server, RealServer.Client> open() {
		return open(this.clients.builder(this.contract));
	}

	private SocketClient<RealServer.Server, RealServer.Client> open(
			SocketClients.Builder<RealServer.Server, RealServer.Client> builder) {
		SocketClient<RealServer.Server, RealServer.Client> client = builder.build().onClose(this.closed::add);
		client.connect().block(TIMEOUT);
		return client;
	}

	private Instant end() {
		return connection().expiresAt().orElseThrow();
	}

	private SocketConnection<?> connection() {
		return this.active.connections().iterator().next();
	}

	@Test
	void renewsBeforeTheEndByInterceptor() {
		this.token = (number) -> Mono.just((number == 1) ? "ann:1500" : "ann:60000");
		SocketClient<RealServer.Server, RealServer.Client> client = open();
		Instant first = end();
		await().atMost(TIMEOUT).until(() -> end().isAfter(first.plusSeconds(30)));
		assertThat(Instant.now()).isBefore(first);
		assertThat(client.remote().echo("a").block(TIMEOUT)).isEqualTo("a");
		assertThat(this.connects).hasValue(1);
		assertThat(this.tokens).hasValue(2);
	}

	@Test
	void renewsBeforeTheEndByRequest() {
		SocketClients.Builder<RealServer.Server, RealServer.Client> builder = this.clients.builder(this.plain);
		open(builder.request((request) -> request.header("authorization",
				"Bearer ann:" + ((this.tokens.incrementAndGet() == 1) ? 1500 : 60000))));
		Instant first = end();
		await().atMost(TIMEOUT).until(() -> end().isAfter(first.plusSeconds(30)));
		assertThat(this.connects).hasValue(1);
	}

	@Test
	void renewsWhenServerAsks() {
		open();
		Instant first = end();
		this.active.user("ann").refresh();
		await().atMost(TIMEOUT).until(() -> this.tokens.get() == 2 && end().isAfter(first));
		assertThat(this.connects).hasValue(1);
	}

	@Test
	void connectsAgainWithNewCredentialsOnce() {
		SocketClient<RealServer.Server, RealServer.Client> client = open();
		this.active.user("ann").close(4003, "Revoked");
		await().atMost(TIMEOUT).until(() -> this.connects.get() == 2 && client.state().phase() == Phase.OPEN);
		assertThat(this.tokens).hasValue(2);
		this.active.user("ann").close(4003, "Revoked");
		await().atMost(TIMEOUT).until(() -> client.state().phase() == Phase.CLOSED);
		assertThat(this.connects).hasValue(2);
		assertThat(this.closed).extracting((reason) -> reason.status().toString())
			.containsExactly("4003 Revoked", "4003 Revoked");
	}

	@Test
	void connectsAgainWhenRightsEndWithoutRenewal() {
		SocketClients.Builder<RealServer.Server, RealServer.Client> builder = this.clients.builder(this.plain);
		SocketClient<RealServer.Server, RealServer.Client> client = open(
				builder.setUp((connection) -> Mono.empty()).request((request) -> {
					boolean first = this.tokens.incrementAndGet() <= 1;
					return request.header("authorization", "Bearer " + (first ? "ann:700" : "bob:60000"));
				}));
		// Another user's token is refused on the open connection.
		await().atMost(TIMEOUT).until(() -> this.connects.get() == 2 && client.state().phase() == Phase.OPEN);
		assertThat(this.closed).extracting((reason) -> reason.status().toString()).containsExactly("4003 Expired");
		assertThat(connection().principal().orElseThrow().getName()).isEqualTo("bob");
	}

	/**
	 * Adds a token {@code USER:MILLIS}, and takes it at its word.
	 */
	private final class Tokens implements HandshakeInterceptor {

		@Override
		public Mono<Void> updateHandshake(ClientHandshake handshake) {
			return ClientCredentialTests.this.token.apply(ClientCredentialTests.this.tokens.incrementAndGet())
				.doOnNext((token) -> handshake.header("authorization", "Bearer " + token))
				.then();
		}

		@Override
		public void parseHandshake(ServerHandshake handshake) {
			String[] token = handshake.bearerToken().orElseThrow(NotAuthorizedException::new).split(":");
			handshake.authenticate(() -> token[0], Instant.now().plusMillis(Long.parseLong(token[1])));
		}

	}

	private static final class Echo implements RealServer.Server {

		@Override
		public Mono<String> echo(String text) {
			return Mono.just(text);
		}

		@Override
		public Mono<String> never() {
			return Mono.never();
		}

	}

}
