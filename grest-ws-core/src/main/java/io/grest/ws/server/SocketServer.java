package io.grest.ws.server;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.SocketExceptionTranslator;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketObserver;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.security.SocketSecurity;
import io.grest.ws.topic.SocketTopics;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.convert.ConversionService;
import org.springframework.util.Assert;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;

/**
 * WebFlux {@link WebSocketHandler} for a contract and its handler. One instance serves
 * all connections of the contract. A {@link SocketHandlerMapping} serves contracts with
 * the same path on the same connections.
 *
 * @param <S> the methods of the server
 * @param <C> the methods of a client
 * @since 0.1.0
 */
public final class SocketServer<S, C> implements WebSocketHandler {

	private final ServedContract<S, C> served;

	private final Endpoint endpoint;

	private SocketServer(Builder<S, C> builder) {
		this.served = builder.settings.serve();
		this.endpoint = new Endpoint(ServerParts.of(List.of(this.served)));
	}

	/**
	 * Create a builder of a server.
	 * @param contract the contract
	 * @param handler the handler of its connections
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 * @return a builder
	 */
	public static <S, C> Builder<S, C> of(SocketContract<S, C> contract, SocketHandler<S, C> handler) {
		return new Builder<>(contract, handler);
	}

	/**
	 * Create a builder of a server whose handler accepts clients reactively.
	 * @param contract the contract
	 * @param handler the handler of its connections
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 * @return a builder
	 */
	public static <S, C> Builder<S, C> ofReactive(SocketContract<S, C> contract, ReactiveSocketHandler<S, C> handler) {
		return new Builder<>(contract, handler);
	}

	/**
	 * Return the contract.
	 * @return the contract
	 */
	public SocketContract<S, C> contract() {
		return this.served.contract();
	}

	/**
	 * Return the sub-protocols that the contract lists.
	 */
	@Override
	public List<String> getSubProtocols() {
		return this.endpoint.subProtocols();
	}

	/**
	 * Return the handler of the connections.
	 * @return the handler
	 */
	public ContractHandler<S, C> handler() {
		return this.served.connector().handler();
	}

	/**
	 * Return the interceptors of every handshake.
	 * @return the interceptors, in order
	 */
	public List<HandshakeInterceptor> interceptors() {
		return this.served.interceptors();
	}

	/**
	 * Return the active connections.
	 * @return the holder that was set, with the connections of all servers that share it
	 */
	public ActiveConnections connections() {
		return this.served.active();
	}

	/**
	 * Return the sessions whose clients may come back.
	 * @return the holder that was set, with the sessions of all servers that share it
	 */
	public ResumableSessions sessions() {
		return this.served.sessions();
	}

	/**
	 * Return the versions of the contract that clients have.
	 * @return the versions
	 */
	public ClientVersions versions() {
		return this.served.versions();
	}

	ServedContract<S, C> served() {
		return this.served;
	}

	/**
	 * Return the endpoint of this contract alone.
	 */
	Endpoint endpoint() {
		return this.endpoint;
	}

	/**
	 * Run a connection. Path variables are taken from the session's URI, which must match
	 * the contract's path without any prefix.
	 */
	@Override
	public Mono<Void> handle(WebSocketSession session) {
		return Mono
			.deferContextual((opening) -> Principals.upgrade(session.getHandshakeInfo(), (upgrade) -> this.endpoint
				.handle(SocketTransport.of(session), upgrade, this.endpoint.variables(upgrade.uri()), opening)));
	}

	/**
	 * Return a text with the contract.
	 */
	@Override
	public String toString() {
		return "SocketServer of " + this.served.contract();
	}

	/**
	 * Builder of a server.
	 *
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 */
	public static final class Builder<S, C> {

		private final ServerSettings<S, C> settings;

		private Builder(SocketContract<S, C> contract, ContractHandler<S, C> handler) {
			Assert.notNull(contract, "Contract must not be null");
			Assert.notNull(handler, "Handler must not be null");
			this.settings = new ServerSettings<>(contract, handler);
		}

		/**
		 * Set the interceptors of every handshake.
		 * @param interceptors all interceptors in order, including those that the
		 * contract names
		 * @return this
		 */
		public Builder<S, C> interceptors(List<HandshakeInterceptor> interceptors) {
			this.settings.interceptors = List.copyOf(interceptors);
			return this;
		}

		/**
		 * Set the executor of methods that may block: {@code connect}, those that return
		 * {@code void} or a value, and those that are annotated with
		 * {@link io.grest.ws.contract.Blocking @Blocking}. Without it they run on
		 * Reactor's bounded elastic threads.
		 * @param executor the executor, of threads that may block; a call that it rejects
		 * is answered with TOO_MANY_REQUESTS
		 * @return this
		 */
		public Builder<S, C> blockingExecutor(Executor executor) {
			this.settings.blockingExecutor = executor;
			return this;
		}

		/**
		 * Set the translators of exceptions that are no {@code SocketException}, in
		 * order.
		 * @param translators the translators
		 * @return this
		 */
		public Builder<S, C> translators(List<SocketExceptionTranslator> translators) {
			this.settings.translators = List.copyOf(translators);
			return this;
		}

		/**
		 * Set the security of the connections. Without it, a contract or a handler with
		 * annotations of Spring Security is refused.
		 * @param security the security, or {@code null} for none
		 * @return this
		 */
		public Builder<S, C> security(@Nullable SocketSecurity security) {
			this.settings.security = security;
			return this;
		}

		/**
		 * Set the codec of payloads.
		 * @param codec the codec
		 * @return this
		 */
		public Builder<S, C> codec(PayloadCodec codec) {
			this.settings.codec = codec;
			return this;
		}

		/**
		 * Set the conversion service for path variables and query parameters.
		 * @param conversionService the service
		 * @return this
		 */
		public Builder<S, C> conversionService(ConversionService conversionService) {
			this.settings.conversionService = conversionService;
			return this;
		}

		/**
		 * Set the validator of queries, inputs and results.
		 * @param validator the validator, or {@code null} for none
		 * @return this
		 */
		public Builder<S, C> validator(@Nullable MethodValidator validator) {
			this.settings.validator = validator;
			return this;
		}

		/**
		 * Set the limits of each connection.
		 * @param options the limits
		 * @return this
		 */
		public Builder<S, C> options(ConnectionOptions options) {
			this.settings.options = options;
			return this;
		}

		/**
		 * Set the metrics of connections and calls.
		 * @param metrics the metrics
		 * @return this
		 */
		public Builder<S, C> metrics(SocketMetrics metrics) {
			this.settings.metrics = metrics;
			return this;
		}

		/**
		 * Set the observer of handshakes and calls, none by default.
		 * @param observer the observer, or {@code null} for none
		 * @return this
		 */
		public Builder<S, C> observer(@Nullable SocketObserver observer) {
			this.settings.observer = observer;
			return this;
		}

		/**
		 * Set the holder of the active connections, which the contracts of a server
		 * share.
		 * @param connections the connections
		 * @return this
		 */
		public Builder<S, C> connections(ActiveConnections connections) {
			this.settings.active = connections;
			return this;
		}

		/**
		 * Set the holder of the sessions whose clients may come back, which the contracts
		 * of a server share.
		 * @param sessions the sessions
		 * @return this
		 */
		public Builder<S, C> sessions(ResumableSessions sessions) {
			this.settings.sessions = sessions;
			return this;
		}

		/**
		 * Set the topics that clients of this server can join.
		 * @param topics the topics, or {@code null} for none
		 * @return this
		 */
		public Builder<S, C> topics(@Nullable SocketTopics topics) {
			this.settings.topics = topics;
			return this;
		}

		/**
		 * Set the listener of events of connections, none by default.
		 * @param events the listener, called on the event loop, once at a time for a
		 * connection, in the order of its events; must not block. What it throws is
		 * logged. {@code null} for none
		 * @return this
		 */
		public Builder<S, C> events(@Nullable Consumer<SocketConnectionEvent> events) {
			this.settings.events = events;
			return this;
		}

		/**
		 * Create the server.
		 * @return the server
		 */
		public SocketServer<S, C> build() {
			return new SocketServer<>(this);
		}

	}

}
