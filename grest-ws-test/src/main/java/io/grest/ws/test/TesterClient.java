package io.grest.ws.test;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import io.grest.ws.client.ClientState;
import io.grest.ws.client.LostTopic;
import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.Resumption;
import io.grest.ws.connection.SocketConnection;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.client.WebSocketClient;

/**
 * Client of a tester whose contract can be resumed: the library's own, which connects
 * again only when the test says so.
 */
final class TesterClient<S, C> {

	private static final ReconnectOptions WHEN_TOLD = ReconnectOptions.builder()
		.baseDelay(Duration.ofDays(1))
		.maxDelay(Duration.ofDays(1))
		.jitter(0)
		.build();

	private final Conversation conversation;

	private final TesterServer server;

	private final UnaryOperator<SocketRequest<S, C>> request;

	private final SocketClient<S, C> client;

	private volatile TesterSetup.Target target;

	private volatile boolean comesBack = true;

	// Those that the test has not asked for.
	private final List<LostTopic> lost = new CopyOnWriteArrayList<>();

	private volatile CompletableFuture<Resumption> verdict = new CompletableFuture<>();

	/**
	 * Create a client.
	 * @param setup the settings of the tester
	 * @param conversation the conversation of the tester
	 * @param server the server, as far as it is in this process
	 * @param handler the implementation of the client's methods
	 * @param request the function that completes the request of each connection
	 * @param target the target of the first connection
	 */
	TesterClient(TesterSetup<S, C> setup, Conversation conversation, TesterServer server, C handler,
			UnaryOperator<SocketRequest<S, C>> request, TesterSetup.Target target) {
		this.conversation = conversation;
		this.server = server;
		this.request = request;
		this.target = target;
		this.client = new SocketClients(setup.pool(new Sockets(), conversation), (contract) -> null, WHEN_TOLD)
			.builder(setup.contract())
			.request(this::complete)
			.handler(handler)
			.shouldRetry((ex) -> this.comesBack)
			.build()
			.onLost(this.lost::add)
			.onResume((resumption) -> this.verdict.complete(resumption));
	}

	private SocketRequest<S, C> complete(SocketRequest<S, C> base) {
		TesterSetup.Target target = this.target;
		SocketRequest<S, C> complete = this.request.apply(base.url(target.url()))
			.upgradeHeader(TesterServer.HEADER, this.server.next());
		return (target.pass() != null) ? complete.upgradeHeader(TesterPrincipals.HEADER, target.pass().id()) : complete;
	}

	/**
	 * Connect for the first time.
	 */
	Mono<SocketConnection<S>> connect() {
		return this.client.connect();
	}

	/**
	 * Connect again, and offer to go on.
	 * @param target the target of the connection
	 */
	Mono<SocketConnection<S>> connectAgain(TesterSetup.Target target) {
		return Mono.defer(() -> {
			this.target = target;
			this.verdict = new CompletableFuture<>();
			CompletableFuture<SocketConnection<S>> outcome = this.client.connect().toFuture();
			this.client.forceReconnect();
			return Mono.fromFuture(outcome);
		});
	}

	/**
	 * Cut the socket, and wait until both sides have noticed.
	 */
	void cut(SocketConnection<S> connection) {
		if (!connection.isOpen()) {
			throw new IllegalStateException(
					"cut() needs a socket: call " + (mayGoOn(connection) ? "resume()" : "connect()") + " first");
		}
		// The server keeps no session of a client from which it has heard nothing.
		this.conversation.wire().settle(this.conversation.patience());
		this.conversation.wire().cut();
		if (!this.conversation.until(() -> !connection.isOpen() && !isOpen())) {
			throw late("cut()", "the client to notice");
		}
		if (!this.server.awaitAway()) {
			throw late("cut()", "the server to notice");
		}
	}

	private static boolean mayGoOn(SocketConnection<?> connection) {
		return connection.status().state() == SocketConnection.State.DETACHED;
	}

	/**
	 * Let the server end the sessions of those who are away.
	 */
	void expire() {
		if (!this.server.isInReach()) {
			throw new IllegalStateException("expire() needs the sessions of the server of " + this.client.contract()
					+ ": set them with sessions(...) of the builder, which is possible in the same process only");
		}
		if (!this.server.expire()) {
			throw late("expire()", "the session to end");
		}
	}

	private AssertionError late(String subject, String expected) {
		return this.conversation.failure(this.client.contract().name() + " " + subject, expected,
				"it has not within " + this.conversation.patience(), null);
	}

	/**
	 * Return the verdict of the latest connection.
	 */
	CompletableFuture<Resumption> verdict() {
		return this.verdict;
	}

	/**
	 * Wait until the client was told that a topic has a gap, once for each call.
	 */
	void lost(String topic, String reason) {
		LostTopic expected = new LostTopic(topic, reason);
		if (!this.conversation.until(() -> this.lost.remove(expected), this.conversation.timeout())) {
			throw this.conversation.failure(
					this.client.contract().name() + " lost(\"" + topic + "\", \"" + reason + "\")",
					topic + " to be lost as " + reason,
					(this.lost.isEmpty() ? "no topic is lost" : "lost is " + this.lost) + " within "
							+ this.conversation.timeout(),
					null);
		}
	}

	/**
	 * Return whether the client is connected.
	 */
	boolean isOpen() {
		return this.client.state().phase() == ClientState.Phase.OPEN;
	}

	/**
	 * Return whether the client can connect again.
	 */
	boolean mayConnectAgain() {
		return this.client.state().phase() != ClientState.Phase.CLOSED;
	}

	/**
	 * End with the connection when it is lost.
	 */
	void stay() {
		this.comesBack = false;
	}

	/**
	 * Close the connection, for good.
	 */
	void close() {
		this.client.close();
	}

	/**
	 * Sockets to the target of the moment.
	 */
	private final class Sockets implements WebSocketClient {

		@Override
		public Mono<Void> execute(URI url, WebSocketHandler handler) {
			return execute(url, new HttpHeaders(), handler);
		}

		@Override
		public Mono<Void> execute(URI url, HttpHeaders headers, WebSocketHandler handler) {
			TesterClient<S, C> client = TesterClient.this;
			return client.conversation.wire().tap(client.target.client()).execute(url, headers, handler);
		}

	}

}
