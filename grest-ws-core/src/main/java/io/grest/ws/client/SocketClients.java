package io.grest.ws.client;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import io.grest.ws.connection.SocketClosedException;
import io.grest.ws.connection.SocketConnection;
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
 * Factory of {@link SocketClient}s, each with a connection of its own. Those of different
 * contracts share a socket if the URL with its query and the headers of their requests
 * are the same; the headers that interceptors add, such as tokens, do not count. A socket
 * closes with the last of its clients.
 *
 * @since 0.1.0
 */
public final class SocketClients {

	static final Predicate<Throwable> DEFAULT_RETRY = SocketClients::mayPass;

	private final SocketPool pool;

	private final Function<SocketContract<?, ?>, @Nullable String> urls;

	private final ReconnectOptions reconnect;

	// Held weakly: one that nobody refers to, no attempt and no connection either, need
	// not be closed here.
	private final Set<SocketClient<?, ?>> clients = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	/**
	 * Create a factory.
	 * @param pool the pool that opens the connections
	 * @param urls the function from a contract to the URL of its server, or to
	 * {@code null} if each client sets the URL
	 * @param reconnect the default options to reconnect
	 */
	public SocketClients(SocketPool pool, Function<SocketContract<?, ?>, @Nullable String> urls,
			ReconnectOptions reconnect) {
		this.pool = pool;
		this.urls = urls;
		this.reconnect = reconnect;
	}

	/**
	 * Create a client of a contract, for its configured URL.
	 * @param contract the contract
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 * @return a client, not connected yet
	 */
	public <S, C> SocketClient<S, C> client(SocketContract<S, C> contract) {
		return builder(contract).build();
	}

	/**
	 * Create a client of a contract.
	 * @param contract the contract
	 * @param request the function that completes the request; called for every attempt,
	 * so that a URL or a parameter is never stale; may block
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 * @return a client, not connected yet
	 */
	public <S, C> SocketClient<S, C> client(SocketContract<S, C> contract, UnaryOperator<SocketRequest<S, C>> request) {
		return builder(contract).request(request).build();
	}

	/**
	 * Create a builder of a client with options of its own.
	 * @param contract the contract
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 * @return a builder
	 * @throws InvalidSocketRequestException if the configured URL is not of a WebSocket
	 * @throws RuntimeException if an interceptor that the contract names is not found
	 */
	public <S, C> Builder<S, C> builder(SocketContract<S, C> contract) {
		this.pool.openings().interceptors(contract);
		SocketRequest<S, C> base = SocketRequest.to(contract);
		String url = this.urls.apply(contract);
		return new Builder<>(this, contract, (url != null) ? base.url(url) : base, this.reconnect);
	}

	/**
	 * Return the clients that were created here and have a connection, are about to have
	 * one, or are still referenced, including those that have ended.
	 * @return a copy
	 */
	public List<SocketClient<?, ?>> clients() {
		synchronized (this.clients) {
			return List.copyOf(this.clients);
		}
	}

	/**
	 * Close all clients that were created here, permanently. Begins at once, without a
	 * subscription.
	 * @return a {@code Mono} that completes when their connections have closed
	 */
	public Mono<Void> closeAll() {
		return Flux.merge(clients().stream().<Mono<Void>>map(SocketClient::close).toList()).then();
	}

	/**
	 * Return whether an error may be temporary: not if the application rejected the
	 * client. A handshake that the server failed to verify, or had no capacity for, is
	 * not a rejection.
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
				// The error of a failed handshake is more specific than the code.
				return ex instanceof ServerErrorException || ex instanceof TooManyRequestsException;
			}
			// 1008: policy violation, RFC 6455 section 7.4.1
			return code != 1008 && (code < 4000 || code > 4999 || code == SocketCloseStatus.SLOW_CONSUMER.code()
					|| code == SocketCloseStatus.EXPIRED.code() || code == SocketCloseStatus.RESUMED.code());
		}
		return true;
	}

	/**
	 * Builder of a client.
	 *
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 */
	public static final class Builder<S, C> {

		private final SocketClients clients;

		private final SocketContract<S, C> contract;

		private final SocketRequest<S, C> base;

		private Function<SocketRequest<S, C>, Mono<SocketRequest<S, C>>> request = Mono::just;

		private @Nullable C handler;

		private boolean completesRequest;

		private Function<SocketConnection<S>, Mono<Void>> setUp = (connection) -> Mono.empty();

		private ReconnectOptions reconnect;

		private Predicate<Throwable> shouldRetry = DEFAULT_RETRY;

		private Builder(SocketClients clients, SocketContract<S, C> contract, SocketRequest<S, C> base,
				ReconnectOptions reconnect) {
			this.clients = clients;
			this.contract = contract;
			this.base = base;
			this.reconnect = reconnect;
		}

		/**
		 * Set the function that completes the request.
		 * @param request the function, called for every attempt on a thread of Reactor's
		 * {@code boundedElastic}; may block, for less than the handshake timeout. If it
		 * throws, the attempt fails
		 * @return this
		 */
		public Builder<S, C> request(UnaryOperator<SocketRequest<S, C>> request) {
			return requestMono((base) -> Mono.just(request.apply(base)));
		}

		/**
		 * Set the function that completes the request later, with a token that a reactive
		 * client fetches. Replaces that of {@link #request}.
		 * @param request the function, called for every attempt; the request that it
		 * returns must arrive within the handshake timeout. If it is an error, or empty,
		 * the attempt fails
		 * @return this
		 */
		public Builder<S, C> requestMono(Function<SocketRequest<S, C>, Mono<SocketRequest<S, C>>> request) {
			this.request = request;
			this.completesRequest = true;
			return this;
		}

		/**
		 * Set the handler of the server's calls.
		 * @param handler the implementation of the client's side of the contract
		 * @return this
		 */
		public Builder<S, C> handler(C handler) {
			this.handler = handler;
			return this;
		}

		/**
		 * Set the work to do on each connection before it is used: join a room, subscribe
		 * to a topic.
		 * @param setUp the function; the client is open once its result completes, and
		 * the attempt fails if its result fails
		 * @return this
		 */
		public Builder<S, C> setUp(Function<SocketConnection<S>, Mono<Void>> setUp) {
			this.setUp = setUp;
			return this;
		}

		/**
		 * Set the options to reconnect.
		 * @param reconnect the options
		 * @return this
		 */
		public Builder<S, C> reconnect(ReconnectOptions reconnect) {
			this.reconnect = reconnect;
			return this;
		}

		/**
		 * Set the errors after which the client tries again, instead of the default that
		 * {@link SocketClient} describes. By default an error of the function that
		 * completes the request, or of an interceptor, is tried again whatever it is. An
		 * {@link InvalidSocketRequestException} is never tried again.
		 * @param shouldRetry the condition on the error of an attempt, or on the
		 * {@link SocketClosedException} of a lost connection
		 * @return this
		 */
		public Builder<S, C> shouldRetry(Predicate<Throwable> shouldRetry) {
			this.shouldRetry = shouldRetry;
			return this;
		}

		/**
		 * Create the client.
		 * @return a client, not connected yet
		 */
		public SocketClient<S, C> build() {
			SocketClient<S, C> client = new DefaultSocketClient<>(this);
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

		boolean completesRequest() {
			return this.completesRequest;
		}

		Function<SocketRequest<S, C>, Mono<SocketRequest<S, C>>> request() {
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
