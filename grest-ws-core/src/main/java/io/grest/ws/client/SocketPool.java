package io.grest.ws.client;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.SocketExceptionTranslator;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.internal.call.HandlerSettings;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketObserver;
import io.grest.ws.protocol.PayloadCodec;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.util.Assert;
import org.springframework.web.reactive.socket.client.WebSocketClient;

/**
 * Pool of connections to servers: one connection for each contract, URL and set of
 * headers, shared by all callers. Connections of different contracts with the same URL
 * and headers share a socket, which closes with the last of them. A connection leaves the
 * pool when it closes; the pool does not reopen it. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class SocketPool {

	private final PooledConnections pooled;

	private final Openings openings;

	private SocketPool(Builder builder) {
		this.pooled = new PooledConnections(builder.maxConnections);
		this.openings = new Openings(
				Connector.of(builder.webSocketClient, builder.options.maxFrameSize(), builder.httpClientCustomizers,
						builder.sslContexts),
				new Payloads(builder.codec.mapper()), builder.validator, builder.options, builder.metrics,
				builder.observer, HandlerSettings.of(builder.blockingExecutor, builder.translators),
				builder.interceptors);
	}

	/**
	 * Create a builder of a pool.
	 * @return a builder with a default for everything
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the open connection for a request, or open one. Interceptors run for every
	 * subscription, and their headers are part of the {@link PoolKey}.
	 * @param request the request
	 * @param <S> the methods of the server
	 * @param <C> the methods of a client
	 * @return the open connection; fails with the server's error if it rejects the
	 * handshake. Subscribers that arrive while a connection is being opened share it;
	 * once all of them have cancelled, its socket is closed
	 */
	public <S, C> Mono<SocketConnection<S>> getOrConnect(SocketRequest<S, C> request) {
		return this.openings.of(request).flatMap(this::open);
	}

	<S, C> Mono<SocketConnection<S>> open(Opening<S, C> opening) {
		return this.pooled.open(opening);
	}

	Openings openings() {
		return this.openings;
	}

	/**
	 * Return the number of open connections, one for each contract on a shared socket.
	 * @return the current number
	 */
	public int size() {
		return this.pooled.size(true);
	}

	/**
	 * Return the open connections.
	 * @return a copy
	 */
	public Collection<SocketConnection<?>> connections() {
		return this.pooled.open();
	}

	/**
	 * Return the number of connections that are being opened.
	 * @return the current number
	 */
	public int pendingSize() {
		return this.pooled.size(false);
	}

	/**
	 * Return the keys of the connections, including those that are being opened.
	 * @return a copy
	 */
	public Set<PoolKey> keys() {
		return this.pooled.keys();
	}

	/**
	 * Remove a connection from the pool without closing it. The next request for it opens
	 * another one.
	 * @param key one of {@link #keys()}
	 * @return {@code false} if the pool has no such connection
	 */
	public boolean remove(PoolKey key) {
		return this.pooled.remove(key);
	}

	/**
	 * Close all connections, after their unfinished calls. Begins at once, without a
	 * subscription.
	 * @return a {@code Mono} that completes when all connections have closed
	 */
	public Mono<Void> closeAll() {
		return closeAll(true);
	}

	/**
	 * Close all connections. Begins at once, without a subscription.
	 * @param graceful whether to wait for unfinished calls
	 * @return a {@code Mono} that completes when all connections have closed
	 */
	public Mono<Void> closeAll(boolean graceful) {
		return this.pooled.close(graceful);
	}

	/**
	 * Open a new socket for the next connection with the key of one.
	 */
	void retire(SocketConnection<?> connection) {
		this.pooled.retire(connection);
	}

	void closeOwnedBy(Object owner) {
		this.pooled.closeOwnedBy(owner);
	}

	/**
	 * Builder of a pool.
	 */
	public static final class Builder {

		private @Nullable WebSocketClient webSocketClient;

		private List<SocketHttpClientCustomizer> httpClientCustomizers = List.of();

		private @Nullable Function<SocketContract<?, ?>, @Nullable SslContext> sslContexts;

		private PayloadCodec codec = new PayloadCodec();

		private @Nullable Executor blockingExecutor;

		private List<SocketExceptionTranslator> translators = List.of();

		private @Nullable MethodValidator validator;

		private ConnectionOptions options = ConnectionOptions.CLIENT_DEFAULTS;

		private SocketMetrics metrics = SocketMetrics.NONE;

		private @Nullable SocketObserver observer;

		private int maxConnections = 1024;

		private Function<Class<? extends HandshakeInterceptor>, ? extends HandshakeInterceptor> interceptors = Openings::notFound;

		private Builder() {
		}

		/**
		 * Set the client that opens WebSockets, Reactor Netty by default.
		 * @param webSocketClient the client, with its limits. A client other than Reactor
		 * Netty must accept messages of up to {@link ConnectionOptions#maxFrameSize()},
		 * the size that is announced to the server
		 * @return this
		 */
		public Builder webSocketClient(WebSocketClient webSocketClient) {
			this.webSocketClient = webSocketClient;
			return this;
		}

		/**
		 * Set the customizers of the default client, that of Reactor Netty, in order.
		 * @param customizers the customizers
		 * @return this
		 */
		public Builder httpClientCustomizers(List<SocketHttpClientCustomizer> customizers) {
			this.httpClientCustomizers = List.copyOf(customizers);
			return this;
		}

		/**
		 * Set the TLS of the default client for single contracts, whose requests fail
		 * with an {@link InvalidSocketRequestException} for a URL without TLS.
		 * @param sslContexts the function from a contract to its TLS, or to {@code null}
		 * for that of the JDK; called for each connect, on a thread that may block
		 * @return this
		 */
		public Builder sslContexts(Function<SocketContract<?, ?>, @Nullable SslContext> sslContexts) {
			this.sslContexts = sslContexts;
			return this;
		}

		/**
		 * Set the executor of handlers' methods that block: those that return
		 * {@code void} or a value, and those that are annotated with
		 * {@link io.grest.ws.contract.Blocking @Blocking}. Without it they run on
		 * Reactor's bounded elastic threads.
		 * @param executor the executor, of threads that may block; a call that it rejects
		 * is answered with TOO_MANY_REQUESTS
		 * @return this
		 */
		public Builder blockingExecutor(Executor executor) {
			this.blockingExecutor = executor;
			return this;
		}

		/**
		 * Set the translators of exceptions that are no {@code SocketException}, in
		 * order.
		 * @param translators the translators
		 * @return this
		 */
		public Builder translators(List<SocketExceptionTranslator> translators) {
			this.translators = List.copyOf(translators);
			return this;
		}

		/**
		 * Set the codec of payloads.
		 * @param codec the codec
		 * @return this
		 */
		public Builder codec(PayloadCodec codec) {
			this.codec = codec;
			return this;
		}

		/**
		 * Set the validator of inputs and results of the client's side.
		 * @param validator the validator, or {@code null} for none
		 * @return this
		 */
		public Builder validator(@Nullable MethodValidator validator) {
			this.validator = validator;
			return this;
		}

		/**
		 * Set the limits of each connection, {@link ConnectionOptions#CLIENT_DEFAULTS} by
		 * default.
		 * @param options the limits
		 * @return this
		 */
		public Builder options(ConnectionOptions options) {
			this.options = options;
			return this;
		}

		/**
		 * Set the metrics of connections and calls.
		 * @param metrics the metrics
		 * @return this
		 */
		public Builder metrics(SocketMetrics metrics) {
			this.metrics = metrics;
			return this;
		}

		/**
		 * Set the observer of handshakes and calls, none by default.
		 * @param observer the observer, or {@code null} for none
		 * @return this
		 */
		public Builder observer(@Nullable SocketObserver observer) {
			this.observer = observer;
			return this;
		}

		/**
		 * Set the maximum number of connections, 1024 by default. A request for another
		 * one fails.
		 * @param maxConnections the limit
		 * @return this
		 * @throws IllegalArgumentException if it is not positive
		 */
		public Builder maxConnections(int maxConnections) {
			Assert.isTrue(maxConnections > 0, () -> "maxConnections is " + maxConnections + ": it must be positive");
			this.maxConnections = maxConnections;
			return this;
		}

		/**
		 * Set the lookup of interceptors that a contract names by class.
		 * @param interceptors the function, which throws an exception if there is no such
		 * interceptor
		 * @return this
		 */
		public Builder interceptors(
				Function<Class<? extends HandshakeInterceptor>, ? extends HandshakeInterceptor> interceptors) {
			this.interceptors = interceptors;
			return this;
		}

		/**
		 * Create the pool.
		 * @return the pool
		 * @throws IllegalStateException if a client is set, to which customizers or TLS
		 * do not apply, or Reactor Netty is missing
		 */
		public SocketPool build() {
			return new SocketPool(this);
		}

	}

}
