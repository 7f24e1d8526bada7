package io.grest.ws.client;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketClosedException;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes {@link SocketClient}s, each with a connection of its own.
 *
 * @since 0.1.0
 */
public final class SocketClients {

	private final SocketPool pool;

	private final Function<SocketContract<?, ?>, @Nullable String> urls;

	private final ReconnectOptions reconnect;

	// Held weakly: a client that nobody uses any more is nobody's to close.
	private final Set<SocketClient<?, ?>> clients = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	/**
	 * Create a factory.
	 * @param pool opens the connections
	 * @param urls the URL of a contract's server, {@code null} if it is given for each
	 * client
	 * @param reconnect when clients try again, where nothing else is said
	 */
	public SocketClients(SocketPool pool, Function<SocketContract<?, ?>, @Nullable String> urls,
			ReconnectOptions reconnect) {
		this.pool = pool;
		this.urls = urls;
		this.reconnect = reconnect;
	}

	/**
	 * A client of a contract, at its configured URL.
	 * @param contract the contract
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 * @return a client, not connected yet
	 */
	public <S, C> SocketClient<S, C> client(SocketContract<S, C> contract) {
		return builder(contract).build();
	}

	/**
	 * A client of a contract.
	 * @param contract the contract
	 * @param request completes the request; runs anew for every attempt, so that what
	 * changes, a URL or a parameter, is never stale, and may block
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 * @return a client, not connected yet
	 */
	public <S, C> SocketClient<S, C> client(SocketContract<S, C> contract, UnaryOperator<SocketRequest<S, C>> request) {
		return builder(contract).request(request).build();
	}

	/**
	 * Begin a client with options of its own.
	 * @param contract the contract
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 * @return a builder
	 * @throws RuntimeException if an interceptor that the contract names is not found
	 */
	public <S, C> Builder<S, C> builder(SocketContract<S, C> contract) {
		this.pool.interceptors(contract);
		SocketRequest<S, C> base = SocketRequest.to(contract);
		String url = this.urls.apply(contract);
		return new Builder<>(this, contract, (url != null) ? base.url(url) : base, this.reconnect);
	}

	/**
	 * The clients that were made here, those that have ended included, as long as
	 * somebody holds them.
	 * @return a copy
	 */
	public List<SocketClient<?, ?>> clients() {
		synchronized (this.clients) {
			return List.copyOf(this.clients);
		}
	}

	/**
	 * Close all clients that were made here, for good. Begins at once.
	 * @return completes when their connections have closed
	 */
	public Mono<Void> closeAll() {
		return Flux.merge(clients().stream().<Mono<Void>>map(SocketClient::close).toList()).then();
	}

	/**
	 * Whether an error may pass by itself: not if the application rejected the client. A
	 * handshake that the server failed to check, or had no room for, is no rejection.
	 */
	static boolean mayPass(Throwable ex) {
		if (ex instanceof NotAuthorizedException || ex instanceof ForbiddenException
				|| ex instanceof ValidationException) {
			return false;
		}
		Throwable cause = (ex instanceof SocketClosedException) ? ex : ex.getCause();
		if (cause instanceof SocketClosedException closed) {
			int code = closed.reason().code();
			if (code == SocketCloseStatus.HANDSHAKE_FAILED.code()) {
				// The handshake failed: the error says more than the code.
				return ex instanceof ServerErrorException || ex instanceof TooManyRequestsException;
			}
			// 1008: policy violation, RFC 6455 section 7.4.1
			return code != 1008 && (code < 4000 || code > 4999 || code == SocketCloseStatus.SLOW_CONSUMER.code());
		}
		return true;
	}

	/**
	 * Gathers a client.
	 *
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 */
	public static final class Builder<S, C> {

		private final SocketClients clients;

		private final SocketContract<S, C> contract;

		private final SocketRequest<S, C> base;

		private UnaryOperator<SocketRequest<S, C>> request = UnaryOperator.identity();

		private @Nullable C handler;

		private Function<SocketConnection<S>, Mono<Void>> setUp = (connection) -> Mono.empty();

		private ReconnectOptions reconnect;

		private Predicate<Throwable> shouldRetry = SocketClients::mayPass;

		private Builder(SocketClients clients, SocketContract<S, C> contract, SocketRequest<S, C> base,
				ReconnectOptions reconnect) {
			this.clients = clients;
			this.contract = contract;
			this.base = base;
			this.reconnect = reconnect;
		}

		/**
		 * Complete the request.
		 * @param request runs anew for every attempt, on a thread of Reactor's
		 * {@code boundedElastic}, so that it may block, within the handshake timeout. If
		 * it throws, the attempt has failed
		 * @return this
		 */
		public Builder<S, C> request(UnaryOperator<SocketRequest<S, C>> request) {
			this.request = request;
			return this;
		}

		/**
		 * Set what handles the calls of the server.
		 * @param handler the client's side of the contract
		 * @return this
		 */
		public Builder<S, C> handler(C handler) {
			this.handler = handler;
			return this;
		}

		/**
		 * Set what has to be done on each connection before anything else uses it: join a
		 * room, subscribe to a topic.
		 * @param setUp the client is open once its result completes; if it fails, the
		 * attempt has failed
		 * @return this
		 */
		public Builder<S, C> setUp(Function<SocketConnection<S>, Mono<Void>> setUp) {
			this.setUp = setUp;
			return this;
		}

		/**
		 * Set when the client tries again.
		 * @param reconnect the options
		 * @return this
		 */
		public Builder<S, C> reconnect(ReconnectOptions reconnect) {
			this.reconnect = reconnect;
			return this;
		}

		/**
		 * Set after which errors the client tries again, instead of the default that
		 * {@link SocketClient} describes. A request without a URL of a WebSocket, or
		 * without a value for a path variable, is never tried again.
		 * @param shouldRetry given the error of an attempt, or a
		 * {@link SocketClosedException} for a connection that was lost
		 * @return this
		 */
		public Builder<S, C> shouldRetry(Predicate<Throwable> shouldRetry) {
			this.shouldRetry = shouldRetry;
			return this;
		}

		/**
		 * Make the client.
		 * @return a client, not connected yet
		 */
		public SocketClient<S, C> build() {
			SocketClient<S, C> client = new ReconnectingClient<>(this);
			this.clients.clients.add(client);
			return client;
		}

		SocketPool pool() {
			return this.clients.pool;
		}

		SocketContract<S, C> contract() {
			return this.contract;
		}

		SocketRequest<S, C> base() {
			return this.base;
		}

		UnaryOperator<SocketRequest<S, C>> request() {
			return this.request;
		}

		@Nullable C handler() {
			return this.handler;
		}

		Function<SocketConnection<S>, Mono<Void>> setUp() {
			return this.setUp;
		}

		ReconnectOptions reconnect() {
			return this.reconnect;
		}

		Predicate<Throwable> shouldRetry() {
			return this.shouldRetry;
		}

	}

}
