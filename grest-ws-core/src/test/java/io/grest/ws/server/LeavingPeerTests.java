package io.grest.ws.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.ActiveConnections.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServer;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Peers that leave before their upgrade is answered, behind a filter that takes its time.
 */
@Timeout(60)
class LeavingPeerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final ActiveConnections connections = new ActiveConnections(new Limits(1, 0, 0));

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final CompletableFuture<Void> arrived = new CompletableFuture<>();

	private final CompletableFuture<Void> left = new CompletableFuture<>();

	private final CompletableFuture<Void> goesOn = new CompletableFuture<>();

	// Of the first request.
	private final CompletableFuture<Void> outcome = new CompletableFuture<>();

	private final CapturedLog log = new CapturedLog(Level.WARN);

	private DisposableServer server;

	@AfterEach
	void stop() {
		this.log.close();
		this.server.disposeNow();
		this.context.close();
	}

	private void start() {
		SocketServer<Server, Client> contract = SocketServer
			.of(SocketContract.define("Api", Server.class, Client.class).path("/api").build(),
					(connection) -> (text) -> {
					})
			.connections(this.connections)
			.build();
		this.context.registerBean(SocketHandlerMapping.class, () -> new SocketHandlerMapping(List.of(contract)));
		this.context.registerBean(SocketHandlerAdapter.class, () -> new SocketHandlerAdapter(DataSize.ofKilobytes(64),
				false, this.connections, AllowedOrigins.SAME_ORIGIN));
		this.context.refresh();
		this.server = HttpServer.create()
			.port(0)
			.doOnConnection(
					(connection) -> connection.onTerminate().subscribe(null, null, () -> this.left.complete(null)))
			.handle(new ReactorHttpHandlerAdapter(
					WebHttpHandlerBuilder.webHandler(new DispatcherHandler(this.context)).filter(this::hold).build()))
			.bindNow();
	}

	// Like what cannot be cancelled, such as the query of a user.
	private Mono<Void> hold(ServerWebExchange exchange, WebFilterChain chain) {
		if (!this.arrived.complete(null)) {
			return chain.filter(exchange);
		}
		this.goesOn.thenComposeAsync((none) -> chain.filter(exchange).toFuture()).whenComplete((none, ex) -> {
			if (ex != null) {
				this.outcome.completeExceptionally((ex instanceof CompletionException) ? ex.getCause() : ex);
			}
			else {
				this.outcome.complete(null);
			}
		});
		return Mono.fromFuture(this.outcome, true);
	}

	@Test
	void upgradeOfAPeerThatHasLeftEndsAsThatOfAPeerThatLeaves() throws Exception {
		start();
		try (RawSocket peer = new RawSocket(this.server.port())) {
			peer.write(RawSocket.upgrade("/api", ""));
			this.arrived.get(10, TimeUnit.SECONDS);
			peer.reset();
		}
		this.left.get(10, TimeUnit.SECONDS);
		this.goesOn.complete(null);
		// WebFlux takes this error for what it is, and does not log it.
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> this.outcome.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(AbortedException.class);
		assertThat(this.log.lines()).isEmpty();
		await().atMost(TIMEOUT).untilAsserted(() -> {
			try (RawSocket next = new RawSocket(this.server.port(), "/api")) {
				next.send("h:::");
				assertThat(next.read().text()).isEqualTo("k:::null");
			}
		});
	}

	interface Server {

		void tell(String text);

	}

	interface Client {

	}

}
