package io.grest.ws.test;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.SocketException;
import io.grest.ws.internal.call.UnguardedHandler;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.server.SocketHandler;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.wire.NettyEndpoint;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.socket.client.WebSocketClient;

/**
 * Server created from a contract alone, for tests of a client. It accepts every client
 * unless configured otherwise, on a random port and {@linkplain #webSocketClient() in
 * memory}. Calls of methods that are not stubbed yet wait for their answer.
 *
 * <p>
 * Clients of a contract that can be resumed come back with their sessions. The stub
 * checks no credentials. So that a client which logs in elsewhere can come back here, it
 * knows all clients as one user, {@code client}, unless the contract lets go on also
 * those that nobody has authenticated; then they are nobody. That the real server
 * authenticates the client is not tested by this.
 *
 * <pre class="code">
 * try (SocketServerStub&lt;ChatServer, ChatClient&gt; server = SocketServerStub.start(chatApi)) {
 *     server.when(ChatServer::sendMessage).answer(new SendMessageResponse(true, "1"));
 *     ...
 *     server.push(client -&gt; client.newMessage(message));
 * }
 * </pre>
 *
 * @param <S> the methods of the server
 * @param <C> the methods of a client
 * @since 0.1.0
 */
public final class SocketServerStub<S, C> extends SocketPeer<S, SocketServerStub<S, C>> {

	private final StubClients<C> clients;

	private final OutgoingCalls<C> outgoing;

	private final SocketServer<S, C> server;

	private final NettyEndpoint endpoint;

	private SocketServerStub(SocketContract<S, C> contract, Consumer<SocketServer.Builder<S, C>> settings) {
		super(contract, Conversation.TIMEOUT, contract.serverType(), contract.serverMethods());
		this.outgoing = new OutgoingCalls<>(conversation(), contract.clientType(), contract.clientMethods(),
				new PayloadCodec().mapper());
		this.clients = new StubClients<>(contract, conversation());
		SocketServer.Builder<S, C> builder = SocketServer.of(contract, new Recording())
			.interceptors(List.of(this.clients))
			.sessions(StubClients.sessions());
		settings.accept(builder);
		this.server = builder.build();
		this.endpoint = new NettyEndpoint(conversation().wire(), contract.path(), this.server);
	}

	/**
	 * Start a server.
	 * @param contract the contract
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 * @return the server, to be closed at the end of the test
	 */
	public static <S, C> SocketServerStub<S, C> start(SocketContract<S, C> contract) {
		return start(contract, (builder) -> {
		});
	}

	/**
	 * Start a server with settings of its own.
	 * @param contract the contract
	 * @param settings a consumer that sets limits, a payloads or a validator
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 * @return the server, to be closed at the end of the test
	 */
	public static <S, C> SocketServerStub<S, C> start(SocketContract<S, C> contract,
			Consumer<SocketServer.Builder<S, C>> settings) {
		return new SocketServerStub<>(contract, settings);
	}

	/**
	 * Return the URL at which the server listens.
	 * @return scheme, host and port
	 */
	public String url() {
		return this.endpoint.url();
	}

	/**
	 * Return a client that connects to this server in memory, whatever the URL; intended
	 * for a pool.
	 * @return a client
	 */
	public WebSocketClient webSocketClient() {
		return new InMemoryWebSocketClient((session) -> this.endpoint.isRefusing()
				? Mono.error(new IllegalStateException("The stub refuses sockets"))
				: conversation().wire().tap(session, ((InMemoryWebSocketSession) session)::drop, this.server));
	}

	/**
	 * Accept clients from now on.
	 * @return this
	 */
	public SocketServerStub<S, C> accept() {
		this.clients.admission(Mono.empty());
		this.endpoint.refuse(false);
		return this;
	}

	/**
	 * Refuse sockets from now on, as a server that is being started, until
	 * {@link #accept()}. On a port, upgrade requests are answered with the status 503.
	 * Clients usually try again.
	 * @return this
	 */
	public SocketServerStub<S, C> refuse() {
		this.endpoint.refuse(true);
		return this;
	}

	/**
	 * Reject clients from now on.
	 * @param error the error that they receive
	 * @return this
	 */
	public SocketServerStub<S, C> refuse(SocketException error) {
		this.clients.admission(Mono.error(error));
		return this;
	}

	/**
	 * Leave handshakes unanswered from now on, until the handshake timeout of either
	 * side. In a dialect without a handshake, connections are open on the client
	 * regardless, but their calls are not handled.
	 * @return this
	 */
	public SocketServerStub<S, C> hang() {
		this.clients.admission(Mono.never());
		return this;
	}

	/**
	 * Wait until at least a number of clients are connected. One that has lost its socket
	 * is not.
	 * @param clients the number of clients
	 * @return this
	 */
	public SocketServerStub<S, C> awaitClients(int clients) {
		this.clients.await(clients);
		return this;
	}

	/**
	 * Return the connections of all clients, in the order in which they connected, also
	 * of those that have lost their socket and may come back.
	 * @return a copy
	 */
	public List<SocketConnection<C>> connections() {
		return List.copyOf(this.clients.all());
	}

	/**
	 * Send a message to all clients.
	 * @param call a function that calls one {@code void} method
	 * @return this
	 */
	public SocketServerStub<S, C> push(Consumer<C> call) {
		this.clients.last("push(...)");
		this.clients.all().forEach((connection) -> this.outgoing.send(connection, call));
		return this;
	}

	/**
	 * Call the client that connected last. The call is sent immediately.
	 * @param call a function that calls one method that returns a {@code Mono}
	 * @param <T> the type of the answer
	 * @return the call, whose outcome must be checked
	 */
	public <T> SocketCall<T> call(Function<C, Mono<T>> call) {
		return this.outgoing.call(this.clients.last("call(...)"), call);
	}

	/**
	 * Call a method of the client that connected last that returns a value. The call is
	 * sent immediately; the test does not wait for it.
	 * @param call a function that calls one method that returns a value
	 * @param <T> the type of the answer
	 * @return the call, whose outcome must be checked
	 */
	public <T> SocketCall<T> callBlocking(Function<C, @Nullable T> call) {
		return this.outgoing.callBlocking(this.clients.last("callBlocking(...)"), call);
	}

	/**
	 * Call a method of the client that connected last that answers with a stream. The
	 * call is sent immediately, and all items are requested.
	 * @param call a function that calls one method that returns a {@code Flux}
	 * @param <T> the type of the items
	 * @return the stream, whose end must be checked
	 */
	public <T> SocketStream<T> stream(Function<C, Flux<T>> call) {
		return stream(call, Long.MAX_VALUE);
	}

	/**
	 * Call a method of the client that connected last that answers with a stream, and
	 * request a number of its items. The call is sent with the first request, so
	 * immediately unless the number is 0.
	 * @param call a function that calls one method that returns a {@code Flux}
	 * @param request the number of items to request at first
	 * @param <T> the type of the items
	 * @return the stream, whose end must be checked
	 */
	public <T> SocketStream<T> stream(Function<C, Flux<T>> call, long request) {
		return this.outgoing.stream(this.clients.last("stream(...)"), call, request);
	}

	/**
	 * Close the connections of all clients, for good also of those that have lost their
	 * socket.
	 * @param code 1000, or a code from 4000 to 4999
	 * @param reason the reason text
	 * @return this
	 */
	public SocketServerStub<S, C> disconnect(int code, String reason) {
		this.clients.all().forEach((connection) -> connection.close(code, reason));
		return this;
	}

	/**
	 * Cut the connections of all clients without a close frame.
	 * @return this
	 */
	public SocketServerStub<S, C> drop() {
		conversation().wire().cut();
		return this;
	}

	/**
	 * Cut the sockets of all clients of a contract that can be resumed, without a close
	 * frame, once all that was sent so far has arrived, and wait until the server has
	 * noticed. Until a client comes back, what it is sent waits; see
	 * {@link #awaitResumed()}.
	 * @return this
	 * @throws IllegalStateException if the contract cannot be resumed, or no client is
	 * connected
	 */
	public SocketServerStub<S, C> cut() {
		this.clients.cut();
		return this;
	}

	/**
	 * Cut the sockets of all clients, and lose their sessions, as a server that was
	 * restarted: their next handshakes begin new ones. Also for clients that have lost
	 * their socket before.
	 * @return this
	 * @throws IllegalStateException if the contract cannot be resumed
	 */
	public SocketServerStub<S, C> loseSession() {
		this.clients.lose(this.server.sessions());
		return this;
	}

	/**
	 * Tell all clients, of a contract that can be resumed, that a topic has a gap.
	 * @param topic the name of the topic, such as {@code room:42}
	 * @param reason the reason, such as {@code trimmed}
	 * @return this
	 * @throws IllegalStateException if there is no such client
	 */
	public SocketServerStub<S, C> loseTopic(String topic, String reason) {
		this.clients.loseTopic(topic, reason);
		return this;
	}

	/**
	 * Wait until all clients that the last {@link #cut()} has cut are back with the
	 * session of before. Fails if the session of one of them has ended.
	 * @return this
	 */
	public SocketServerStub<S, C> awaitResumed() {
		this.clients.awaitResumed();
		return this;
	}

	@Override
	void settle() {
		if (!this.clients.all().isEmpty()) {
			conversation().settle();
		}
	}

	@Override
	public void reset() {
		accept();
		this.clients.reset();
		super.reset();
	}

	/**
	 * {@linkplain #verify() Verify}, and stop the server.
	 */
	@Override
	public void close() {
		try {
			super.close();
		}
		finally {
			this.endpoint.close();
		}
	}

	/**
	 * Return a description with the contract.
	 */
	@Override
	public String toString() {
		return "SocketServerStub of " + this.server.contract();
	}

	@NonBlocking
	private final class Recording implements SocketHandler<S, C>, UnguardedHandler {

		@Override
		public S connect(SocketConnection<C> connection) {
			SocketServerStub.this.clients.connected(connection, calls());
			return calls().implementation();
		}

	}

}
