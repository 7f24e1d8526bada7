package io.grest.ws.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.SocketServer;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A thousand clients with tokens of two seconds, most of which renew them. Run by
 * {@code ./mvnw -Pheavy -pl grest-ws-test -am test}.
 */
@Tag("heavy")
@Timeout(120)
class CredentialLoadTests {

	private static final int RENEWING = 800;

	private static final int STAYING = 100;

	private static final int STEALING = 100;

	private static final Duration LIFE = Duration.ofSeconds(2);

	private static final Duration LATE = Duration.ofSeconds(1);

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final Duration RUN = Duration.ofSeconds(12);

	private final ActiveConnections active = new ActiveConnections(ActiveConnections.Limits.NONE);

	private final LongAdder passed = new LongAdder();

	private final LongAdder passedAfterTheEnd = new LongAdder();

	private final AtomicInteger renewals = new AtomicInteger();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	// By the kind of the client and the close.
	private final Map<String, LongAdder> closes = new ConcurrentSkipListMap<>();

	private final LongAdder late = new LongAdder();

	private final SocketContract<RealServer.Server, RealServer.Client> contract = SocketContract
		.define("Api", RealServer.Server.class, RealServer.Client.class)
		.path("/api")
		.use(new Tokens())
		.build();

	private final DisposableServer server = RealServer.start(ConnectionOptions.DEFAULTS, this.active,
			SocketServer.of(this.contract, Echo::new)
				.interceptors(List.of(new Tokens()))
				.connections(this.active)
				.build());

	private final SocketPool pool = SocketPool.builder().build();

	// Of so many buffers, some are enough to find a leak: to follow each would be most of
	// the load.
	@BeforeEach
	void followSomeBuffers() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
	}

	@AfterEach
	void stop() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		this.pool.closeAll(false).block(TIMEOUT);
		this.server.disposeNow();
	}

	@Test
	void noCallIsRefusedThatShouldPassAndNonePassesAfterTheEnd() throws Exception {
		// Cold code takes longer than a token lasts.
		open("warm-up");
		this.pool.closeAll(false).block(TIMEOUT);
		await().atMost(TIMEOUT).until(() -> this.active.connections().isEmpty());
		this.renewals.set(0);
		List<SocketConnection<RealServer.Server>> renewing = open("user");
		List<Raw> others = new ArrayList<>();
		for (int i = 0; i < STAYING; i++) {
			others.add(Raw.open(this, "staying", i, ""));
		}
		for (int i = 0; i < STEALING; i++) {
			others.add(Raw.open(this, "stealing", i, ",\"grest-ws-extensions\":\"credentials\""));
		}
		Disposable calling = Flux.interval(Duration.ofMillis(100))
			.onBackpressureDrop()
			.flatMap((tick) -> Flux.fromIterable(renewing)
				.flatMap((connection) -> connection.remote().echo("a").doOnError(this.failures::add).onErrorComplete(),
						RENEWING),
					4)
			.subscribe();
		others.forEach(Raw::callAndSteal);
		await().atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(this.active.connections())
				.as("%d renewals, %d calls, closed: %s, failed: %s", this.renewals.get(), this.passed.sum(),
						this.closes, this.failures.peek())
				.hasSize(RENEWING));
		await().atMost(TIMEOUT).until(() -> this.renewals.get() >= RENEWING * RUN.dividedBy(LIFE));
		calling.dispose();
		System.out.printf("%d calls passed, %d renewals, closed: %s%n", this.passed.sum(), this.renewals.get(),
				this.closes);
		assertThat(this.failures).isEmpty();
		assertThat(this.passedAfterTheEnd.sum()).isZero();
		assertThat(this.active.connections()).hasSize(RENEWING);
		await().atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(this.closes)
				.hasToString("{staying 4003 Expired=" + STAYING + ", stealing 4003 Expired=" + STEALING + "}"));
		assertThat(this.late.sum()).isZero();
		assertThat(others).allSatisfy((raw) -> assertThat(raw.stolen).isFalse());
	}

	private List<SocketConnection<RealServer.Server>> open(String kind) {
		return Objects.requireNonNull(Flux.range(0, RENEWING)
			.flatMap((number) -> this.pool.getOrConnect(SocketRequest.to(this.contract)
				.url("ws://localhost:" + this.server.port())
				.header("user", kind + "-" + number)), 20)
			.delayUntil((connection) -> connection.remote().echo("a"))
			.collectList()
			.block(TIMEOUT));
	}

	/**
	 * Says who a client is, for two seconds.
	 */
	private final class Tokens implements HandshakeInterceptor {

		@Override
		public Mono<Void> updateHandshake(ClientHandshake handshake) {
			String user = handshake.headers().get("user");
			return Mono.delay(Duration.ofMillis(5)).doOnNext((tick) -> handshake.header("user", user)).then();
		}

		@Override
		public void parseHandshake(ServerHandshake handshake) {
			String user = handshake.header("user").orElseThrow(NotAuthorizedException::new);
			handshake.authenticate(() -> user, Instant.now().plus(LIFE));
			if (handshake.isRefresh() && user.startsWith("user-")) {
				CredentialLoadTests.this.renewals.incrementAndGet();
			}
		}

	}

	/**
	 * Counts the calls that pass, and those that pass although the rights have ended.
	 */
	private final class Echo implements RealServer.Server {

		private final SocketConnection<RealServer.Client> connection;

		Echo(SocketConnection<RealServer.Client> connection) {
			this.connection = connection;
		}

		@Override
		public Mono<String> echo(String text) {
			Instant now = Instant.now();
			CredentialLoadTests.this.passed.increment();
			// The clocks of the end and of this check are two.
			if (now.minusMillis(10).isAfter(this.connection.expiresAt().orElseThrow())) {
				CredentialLoadTests.this.passedAfterTheEnd.increment();
			}
			return Mono.just(text);
		}

		@Override
		public Mono<String> never() {
			return Mono.never();
		}

	}

	/**
	 * A client that does not renew its own token.
	 */
	private static final class Raw implements WebSocket.Listener {

		private static final HttpClient HTTP = HttpClient.newHttpClient();

		private final CredentialLoadTests test;

		private final String kind;

		private final CompletableFuture<Void> accepted = new CompletableFuture<>();

		private volatile WebSocket socket;

		private volatile Instant end;

		private volatile boolean stolen;

		private Raw(CredentialLoadTests test, String kind) {
			this.test = test;
			this.kind = kind;
		}

		private static Raw open(CredentialLoadTests test, String kind, int number, String headers) throws Exception {
			Raw raw = new Raw(test, kind);
			raw.socket = HTTP.newWebSocketBuilder()
				.buildAsync(URI.create("ws://localhost:" + test.server.port() + "/api"), raw)
				.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			raw.socket.sendText("h:::{\"user\":\"" + kind + "-" + number + "\"" + headers + "}", true)
				.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			raw.accepted.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			raw.end = Instant.now().plus(LIFE);
			return raw;
		}

		private void callAndSteal() {
			this.socket.sendText("t:::{\"user\":\"user-1\"}", true)
				.thenCompose((socket) -> socket.sendText("r:Api.echo:1:\"a\"", true));
		}

		@Override
		public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			String frame = data.toString();
			if (frame.startsWith("k")) {
				this.accepted.complete(null);
			}
			else if (frame.startsWith("t:::{\"expires\"")) {
				this.stolen = true;
			}
			webSocket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			Instant now = Instant.now();
			if (now.isAfter(this.end.plus(LATE))) {
				this.test.late.increment();
			}
			this.test.closes.computeIfAbsent(this.kind + " " + statusCode + " " + reason, (key) -> new LongAdder())
				.increment();
			return null;
		}

	}

}
