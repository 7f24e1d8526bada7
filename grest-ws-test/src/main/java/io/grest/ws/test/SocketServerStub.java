package io.grest.ws.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.SocketException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
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

	private final List<SocketConnection<C>> connections = new CopyOnWriteArrayList<>();

	private final OutgoingCalls<C> outgoing;

	private final SocketServer<S, C> server;

	private final NettyEndpoint endpoint;

	// The outcome of the next handshake.
	private volatile Mono<Void> admission = Mono.empty();

	private SocketServerStub(SocketContract<S, C> contract, Consumer<SocketServer.Builder<S, C>> settings) {
		super(contract, Conversation.TIMEOUT, contract.serverType(), contract.serverMethods());
		this.outgoing = new OutgoingCalls<>(conversation(), contract.clientType(), contract.clientMethods(),
				new PayloadCodec().mapper());
		SocketServer.Builder<S, C> builder = SocketServer.of(contract, new Recording())
			.interceptors(List.of(new Admission()));
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
		return new InMemoryWebSocketClient((session) -> conversation().wire()
			.tap(session, ((InMemoryWebSocketSession) session)::drop, this.server));
	}

	/**
	 * Accept clients from now on.
	 * @return this
	 */
	public SocketServerStub<S, C> accept() {
		this.admission = Mono.empty();
		return this;
	}

	/**
	 * Reject clients from now on.
	 * @param error the error that they receive
	 * @return this
	 */
	public SocketServerStub<S, C> refuse(SocketException error) {
		this.admission = Mono.error(error);
		return this;
	}

	/**
	 * Leave handshakes unanswered from now on, until the handshake timeout of either
	 * side. In a dialect without a handshake, connections are open on the client
	 * regardless, but their calls are not handled.
	 * @return this
	 */
	public SocketServerStub<S, C> hang() {
		this.admission = Mono.never();
		return this;
	}

	/**
	 * Wait until at least a number of clients are connected.
	 * @param clients the number of clients
	 * @return this
	 */
	public SocketServerStub<S, C> awaitClients(int clients) {
		Boolean there = calls().await(() -> (this.connections.size() >= clients) ? Boolean.TRUE : null,
				conversation().timeout());
		if (there == null) {
			throw conversation().failure(this.server.contract().name() + " awaitClients(" + clients + ")",
					clients + " clients", this.connections.size() + " within " + conversation().timeout(), null);
		}
		return this;
	}

	/**
	 * Return the connections of all clients, in the order in which they connected.
	 * @return a copy
	 */
	public List<SocketConnection<C>> connections() {
		return List.copyOf(this.connections);
	}

	/**
	 * Send a message to all clients.
	 * @param call a function that calls one {@code void} method
	 * @return this
	 */
	public SocketServerStub<S, C> push(Consumer<C> call) {
		last("push(...)");
		this.connections.forEach((connection) -> this.outgoing.send(connection, call));
		return this;
	}

	/**
	 * Call the client that connected last. The call is sent immediately.
	 * @param call a function that calls one method that returns a {@code Mono}
	 * @param <T> the type of the answer
	 * @return the call, whose outcome must be checked
	 */
	public <T> SocketCall<T> call(Function<C, Mono<T>> call) {
		return this.outgoing.call(last("call(...)"), call);
	}

	/**
	 * Call a method of the client that connected last that returns a value. The call is
	 * sent immediately; the test does not wait for it.
	 * @param call a function that calls one method that returns a value
	 * @param <T> the type of the answer
	 * @return the call, whose outcome must be checked
	 */
	public <T> SocketCall<T> callBlocking(Function<C, @Nullable T> call) {
		return this.outgoing.callBlocking(last("callBlocking(...)"), call);
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
		return this.outgoing.stream(last("stream(...)"), call, request);
	}

	private SocketConnection<C> last(String caller) {
		if (this.connections.isEmpty()) {
			throw new IllegalStateException(
					caller + " needs a client: connect one, and wait for it with awaitClients(1)");
		}
		return this.connections.get(this.connections.size() - 1);
	}

	/**
	 * Close the connections of all clients.
	 * @param code 1000, or a code from 4000 to 4999
	 * @param reason the reason text
	 * @return this
	 */
	public SocketServerStub<S, C> disconnect(int code, String reason) {
		this.connections.forEach((connection) -> connection.close(code, reason));
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

	@Override
	void settle() {
		if (!this.connections.isEmpty()) {
			conversation().settle();
		}
	}

	@Override
	public void reset() {
		this.admission = Mono.empty();
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
			calls().change(() -> SocketServerStub.this.connections.add(connection));
			connection.onClose((reason) -> calls().change(() -> SocketServerStub.this.connections.remove(connection)));
			connection.onError((ex) -> conversation().fault("The test's own side failed: " + ex));
			return calls().implementation();
		}

	}

	private final class Admission implements HandshakeInterceptor {

		@Override
		public Mono<Void> process(ServerHandshake handshake) {
			return SocketServerStub.this.admission;
		}

	}

}
