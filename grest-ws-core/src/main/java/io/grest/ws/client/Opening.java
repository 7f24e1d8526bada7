package io.grest.ws.client;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.grest.ws.client.SharedSocket.Member;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ContextValues;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.SocketException;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.session.ConnectionAccess;
import io.grest.ws.internal.session.ConnectionFactory;
import io.grest.ws.internal.session.Membership;
import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.Terms;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics.Outcome;
import io.grest.ws.observation.SocketObserver;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;

/**
 * Opening of one connection: the upgrade, then the handshake, each within the handshake
 * timeout, unless it joins a socket that is open.
 */
record Opening<S, C>(Connector connector, ConnectionFactory<C, S> factory, Payloads payloads, ConnectionOptions options,
		SocketRequest<S, C> request, URI uri, ClientHandshake handshake, ContextValues values,
		@Nullable Mono<Map<String, String>> renewed, String fingerprint) {

	private static final Extensions PLAIN = Extensions.CONTRACT.or(Extensions.LIMITS).or(Extensions.STREAMS);

	private static final Extensions TRACED = PLAIN.or(Extensions.TRACING);

	/**
	 * Create the handshake that interceptors see: with the headers of the request, and
	 * credentials of the URL, which have the lowest precedence.
	 */
	static ClientHandshake handshake(SocketRequest<?, ?> request, @Nullable String credentials, ContextValues values) {
		ClientHandshake handshake = new ClientHandshake(request.contract().name(), values);
		if (credentials != null) {
			handshake.upgradeHeader(HttpHeaders.AUTHORIZATION, credentials);
		}
		setHeaders(request, handshake);
		return handshake;
	}

	/**
	 * Complete the handshake after the interceptors: headers of the request take
	 * precedence over theirs.
	 */
	static void complete(SocketRequest<?, ?> request, ClientHandshake handshake) {
		setHeaders(request, handshake);
		if (!request.contract().subProtocols().isEmpty()) {
			handshake.upgradeHeader(Connector.SUB_PROTOCOL, String.join(", ", request.contract().subProtocols()));
		}
		requireHandshake(request.contract(), handshake);
	}

	/**
	 * Set the headers of a request.
	 */
	static void setHeaders(SocketRequest<?, ?> request, ClientHandshake handshake) {
		request.headers().forEach(handshake::header);
		request.upgradeHeaders().forEach(handshake::upgradeHeader);
	}

	private static void requireHandshake(SocketContract<?, ?> contract, ClientHandshake handshake) {
		if (!contract.dialect().hasHandshake() && !handshake.headers().isEmpty()) {
			throw new InvalidSocketRequestException(contract + " speaks the dialect " + contract.dialect()
					+ ", which has no in-band headers, but " + handshake.headers().keySet()
					+ " were set with header(...): set them with upgradeHeader(...)");
		}
	}

	/**
	 * Return the key of the connection in the pool. A token may be in either kind of
	 * header, with a name in any case.
	 */
	PoolKey key() {
		return new PoolKey(this.request.contract().name(), this.uri, headers(this.handshake), this.request.owner());
	}

	private static SortedMap<String, String> headers(ClientHandshake handshake) {
		SortedMap<String, String> headers = new TreeMap<>();
		handshake.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
		handshake.upgradeHeaders()
			.forEach((name, values) -> headers.put("upgrade " + name.toLowerCase(Locale.ROOT), values.toString()));
		return headers;
	}

	/**
	 * Return the key of the socket, which connections of other contracts may share. What
	 * the interceptors of a client compute for each attempt is no part of it; a caller of
	 * the pool has the same key only with the same credentials.
	 * @return the key, or {@code null} if the connection has a socket of its own
	 */
	@Nullable PoolKey socketKey() {
		SocketContract<?, ?> contract = this.request.contract();
		if (this.request.resume() != null || !contract.dialect().hasHandshake()
				|| !this.connector.isShareable(this.uri)) {
			return null;
		}
		if (this.request.owner() == null) {
			return new PoolKey("", this.uri, headers(this.handshake), null);
		}
		ClientHandshake own = handshake(this.request, null, new ContextValues());
		SortedMap<String, String> headers = headers(own);
		headers.put(Connector.SUB_PROTOCOL, contract.subProtocols().toString());
		return new PoolKey("", this.uri, headers, SharedSockets.class);
	}

	/**
	 * Return the connection of this contract.
	 * @param first a connection of the open socket
	 * @param member the membership of a connection that joins it, or {@code null} for the
	 * one that has opened it
	 */
	@SuppressWarnings("unchecked")
	SocketConnection<S> connection(SocketConnection<?> first, @Nullable Membership member) {
		if (member == null) {
			return (SocketConnection<S>) first;
		}
		return ConnectionAccess.join(first, this.factory, origin(first.upgrade()), this.values, this.request.handler(),
				member);
	}

	private ConnectionFactory.Origin origin(UpgradeRequest upgrade) {
		return new ConnectionFactory.Origin(upgrade, this.request.pathVariables(), this.request.query());
	}

	/**
	 * Open the connection on a socket of its own.
	 * @param member the membership of the connection in its socket, or {@code null} if no
	 * other may join it
	 * @return the open connection. Cancelling it before closes the socket; cancelling it
	 * later has no effect
	 */
	Mono<SocketConnection<S>> connect(@Nullable Member member) {
		SocketObserver observer = this.factory.observer();
		if (observer == null) {
			return Mono.create((sink) -> connect(sink, this.handshake.upgradeHeaders(), wanted(false), member));
		}
		return Mono.deferContextual((caller) -> connect(observer, caller, member));
	}

	private Mono<SocketConnection<S>> connect(SocketObserver observer, ContextView caller, @Nullable Member member) {
		SocketContract<S, C> contract = this.request.contract();
		HttpHeaders headers = HttpHeaders.copyOf(this.handshake.upgradeHeaders());
		Observed observed = observer.clientHandshake(contract.name(), contract.path(), this.uri, headers::set, caller);
		if (observed == null) {
			return Mono.create((sink) -> connect(sink, headers, wanted(true), member));
		}
		// Without a trace, there is no need to ask for the extension.
		Extensions wanted = wanted(observed.traceparent() != null);
		return Mono.<SocketConnection<S>>create((sink) -> connect(sink, headers, wanted, member))
			.doOnSuccess((connection) -> observed.ended(Outcome.OK, null))
			.doOnError((ex) -> observed.ended((ex instanceof SocketException known) ? known.type() : Outcome.ERROR, ex))
			.doOnCancel(() -> observed.ended(Outcome.CANCELLED, null));
	}

	private static Extensions wanted(boolean traced) {
		return traced ? TRACED : PLAIN;
	}

	private void connect(MonoSink<SocketConnection<S>> sink, HttpHeaders headers, Extensions wanted,
			@Nullable Member member) {
		ClientHandshaker<S, C> handshaker = new ClientHandshaker<>(this.request.contract(), this.payloads,
				this.factory.format(), this.fingerprint, this.handshake.headers(),
				new Terms(wanted, this.connector.maxMessageSize()),
				(this.renewed != null && member != null) ? member.headers() : this.renewed, this.request.handler(),
				sink, this.request.resume());
		Disposable.Swap running = Disposables.swap();
		Disposable timer = Schedulers.parallel().schedule(() -> {
			if (!handshaker.hasBegun()) {
				running.dispose();
				this.factory.metrics().notConnected(Outcome.ERROR);
				sink.error(new ConnectionClosedException("No answer to the upgrade request to " + describe()
						+ " within " + this.options.handshakeTimeout().toMillis() + " ms", null));
			}
		}, this.options.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
		sink.onDispose(timer);
		sink.onCancel(running);
		running.update(connect(headers, handshaker, member).subscribe(null, (ex) -> {
			if (!handshaker.hasBegun()) {
				this.factory.metrics()
					.notConnected((ex instanceof SocketException known) ? known.type() : Outcome.ERROR);
			}
			sink.error(failure(ex));
		}));
	}

	private Mono<Void> connect(HttpHeaders headers, ClientHandshaker<S, C> handshaker, @Nullable Member member) {
		return this.connector.connect(this.request.contract(), this.uri, headers,
				(transport) -> run(transport, handshaker, member));
	}

	private Mono<Void> run(SocketTransport transport, ClientHandshaker<S, C> handshaker, @Nullable Member member) {
		UpgradeRequest upgrade = new UpgradeRequest(this.uri, this.handshake.upgradeHeaders(),
				new LinkedMultiValueMap<>(), null, null, transport.subProtocol());
		ConnectionFactory.Origin origin = origin(upgrade);
		return (member != null) ? this.factory.run(transport, origin, this.values, handshaker, member)
				: this.factory.run(transport, origin, this.values, handshaker);
	}

	private Throwable failure(Throwable ex) {
		return (ex instanceof SocketException || ex instanceof InvalidSocketRequestException) ? ex
				: new ConnectionClosedException("Cannot connect to " + describe() + ": " + ex.getMessage(), ex);
	}

	private String describe() {
		return UpgradeAddress.describe(this.uri);
	}

}
