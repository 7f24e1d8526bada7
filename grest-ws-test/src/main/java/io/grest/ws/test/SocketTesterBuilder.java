package io.grest.ws.test;

import java.security.Principal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketServer;
import io.grest.ws.test.wire.NettySessions;
import org.jspecify.annotations.Nullable;

import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.client.WebSocketClient;

/**
 * Builder of a {@link SocketTester}.
 *
 * @param <S> the methods of the server
 * @param <C> the methods of a client
 * @since 0.1.0
 */
public final class SocketTesterBuilder<S, C> {

	private static final String IN_MEMORY = "ws://in-memory";

	private final SocketContract<S, C> contract;

	private Function<@Nullable Principal, TesterSetup.Target> target;

	private @Nullable TesterPrincipals principals;

	private Supplier<? extends Collection<SocketConnection<?>>> connections = List::of;

	private Supplier<? extends Collection<ResumableSessions>> sessions = List::of;

	private @Nullable WebSocketClient client;

	private PayloadCodec codec = new PayloadCodec();

	private @Nullable MethodValidator validator;

	private Duration timeout = Conversation.TIMEOUT;

	private Function<Class<? extends HandshakeInterceptor>, ? extends HandshakeInterceptor> interceptors = (type) -> {
		throw new IllegalStateException("No " + type.getName()
				+ " is available: declare an instance in the contract, or set a lookup with interceptors(...)");
	};

	SocketTesterBuilder(SocketContract<S, C> contract) {
		this.contract = contract;
		this.target = (principal) -> {
			throw new IllegalStateException(
					"No server of " + contract + " is set: set one with url(...), or with server(...) in memory");
		};
	}

	/**
	 * Connect to a running server.
	 * @param url scheme, host, port and any path before that of the contract
	 * @return this
	 */
	public SocketTesterBuilder<S, C> url(String url) {
		return url(() -> url);
	}

	/**
	 * Connect to a running server.
	 * @param url a supplier of the URL, called for each connection
	 * @return this
	 */
	public SocketTesterBuilder<S, C> url(Supplier<String> url) {
		this.target = (principal) -> new TesterSetup.Target(url.get(),
				(this.client != null) ? this.client : NettySessions.client(), pass(principal));
		return this;
	}

	/**
	 * Connect to a server in memory.
	 * @param server the handler of the sessions
	 * @return this
	 */
	public SocketTesterBuilder<S, C> server(WebSocketHandler server) {
		if (server instanceof SocketServer<?, ?> socketServer) {
			connections(socketServer.connections());
			sessions(() -> List.of(socketServer.sessions()));
		}
		return server(() -> server);
	}

	/**
	 * Connect to a server in memory.
	 * @param server a supplier of the handler of the sessions, called for each connection
	 * @return this
	 */
	public SocketTesterBuilder<S, C> server(Supplier<? extends WebSocketHandler> server) {
		this.target = (principal) -> new TesterSetup.Target(IN_MEMORY,
				new InMemoryWebSocketClient(server.get(), principal), null);
		return this;
	}

	/**
	 * Set the filter by which a server at a URL, in this process, learns whose connection
	 * it is. A server in memory needs none.
	 * @param principals the filter of the server
	 * @return this
	 */
	public SocketTesterBuilder<S, C> principals(TesterPrincipals principals) {
		this.principals = principals;
		return this;
	}

	private TesterPrincipals.@Nullable Pass pass(@Nullable Principal principal) {
		if (principal == null) {
			return null;
		}
		if (this.principals == null) {
			throw new IllegalStateException("The server of " + this.contract + " cannot know that the tester is "
					+ principal.getName() + ": set its TesterPrincipals with principals(...), or call as(null) and"
					+ " connect with credentials");
		}
		return this.principals.pass(principal);
	}

	/**
	 * Set the client that opens WebSockets to a URL, that of Reactor Netty by default.
	 * @param client the client
	 * @return this
	 */
	public SocketTesterBuilder<S, C> webSocketClient(WebSocketClient client) {
		this.client = client;
		return this;
	}

	/**
	 * Set the connections of a server in this process, whose handlers the tester waits
	 * for before it asserts that nothing else has happened. Of another server it cannot
	 * know when a message was handled that has no answer and runs on another thread. A
	 * {@link SocketServer} that was set with {@link #server(WebSocketHandler)} is known.
	 * @param connections the active connections of the server
	 * @return this
	 */
	public SocketTesterBuilder<S, C> connections(ActiveConnections connections) {
		this.connections = connections::connections;
		return this;
	}

	/**
	 * Set the sessions of a server in this process whose clients may come back, which
	 * {@link SocketTester#expire()} ends. Those of a {@link SocketServer} that was set
	 * with {@link #server(WebSocketHandler)} are known.
	 * @param sessions a supplier of the sessions, called for each use
	 * @return this
	 */
	public SocketTesterBuilder<S, C> sessions(Supplier<? extends Collection<ResumableSessions>> sessions) {
		this.sessions = sessions;
		return this;
	}

	/**
	 * Set the codec of payloads.
	 * @param codec the codec
	 * @return this
	 */
	public SocketTesterBuilder<S, C> codec(PayloadCodec codec) {
		this.codec = codec;
		return this;
	}

	/**
	 * Set the validator of payloads that the server sends.
	 * @param validator the validator, or {@code null} for none
	 * @return this
	 */
	public SocketTesterBuilder<S, C> validator(@Nullable MethodValidator validator) {
		this.validator = validator;
		return this;
	}

	/**
	 * Set the lookup of interceptors that the contract names by class.
	 * @param interceptors a function that returns an interceptor, or throws if there is
	 * none
	 * @return this
	 */
	public SocketTesterBuilder<S, C> interceptors(
			Function<Class<? extends HandshakeInterceptor>, ? extends HandshakeInterceptor> interceptors) {
		this.interceptors = interceptors;
		return this;
	}

	/**
	 * Set the timeout of all waits, 5 seconds by default.
	 * @param timeout the timeout
	 * @return this
	 */
	public SocketTesterBuilder<S, C> timeout(Duration timeout) {
		this.timeout = timeout;
		return this;
	}

	/**
	 * Create the tester.
	 * @return the tester, not yet connected
	 */
	public SocketTester<S, C> build() {
		return new SocketTester<>(new TesterSetup<>(this.contract, this.target, this.codec, this.validator,
				this.interceptors, this.timeout, this.connections, this.sessions));
	}

}
