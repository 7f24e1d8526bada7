package io.grest.ws.internal.session;

import java.security.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketContext;
import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextScope;
import io.grest.ws.context.ContextValues;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.transport.OutboundQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.util.Assert;

/**
 * What is known of a connection, as the user of one of its contracts sees it.
 *
 * @param <R> the other side's interface
 */
abstract class ConnectionView<R> implements SocketConnection<R>, ContextScope {

	// Of this process, so that ids are unique on all nodes.
	private static final String PROCESS = ProcessId.value();

	private static final AtomicLong IDS = new AtomicLong();

	private final String id;

	private final ConnectionFactory<?, R> factory;

	private final ConnectionFactory.Origin origin;

	private final ContextValues values;

	/**
	 * Create the view of a new connection.
	 * @param factory the shared state of the contract's connections
	 * @param origin the origin of the connection
	 * @param values the values of the connection
	 */
	ConnectionView(ConnectionFactory<?, R> factory, ConnectionFactory.Origin origin, ContextValues values) {
		this(PROCESS + "-" + IDS.incrementAndGet(), factory, origin, values);
	}

	/**
	 * Create the view of a connection for another contract.
	 * @param first the view for the first contract
	 * @param factory the shared state of the contract's connections
	 * @param origin the origin of the connection, for the contract
	 * @param values the values of the connection
	 */
	ConnectionView(ConnectionView<?> first, ConnectionFactory<?, R> factory, ConnectionFactory.Origin origin,
			ContextValues values) {
		this(first.id, factory, origin, values);
	}

	private ConnectionView(String id, ConnectionFactory<?, R> factory, ConnectionFactory.Origin origin,
			ContextValues values) {
		this.id = id;
		this.factory = factory;
		this.origin = origin;
		this.values = values;
	}

	/**
	 * Return the session of the connection.
	 */
	abstract Session session();

	/**
	 * Return the listeners of the connection's end.
	 */
	abstract CloseListeners closeListeners();

	ConnectionFactory<?, R> factory() {
		return this.factory;
	}

	/**
	 * Return the values of the connection, which the views of all contracts share.
	 */
	public ContextValues values() {
		return this.values;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public SocketContract<?, ?> contract() {
		return this.factory.contract();
	}

	@Override
	public <T> @Nullable T value(ContextKey<T> key) {
		if ((Object) key == SocketContext.CONNECTION) {
			@SuppressWarnings("unchecked")
			T self = (T) this;
			return self;
		}
		return this.values.value(key);
	}

	@Override
	public <T> T get(ContextKey<T> key) {
		T value = value(key);
		return (value != null) ? value : this.values.get(key);
	}

	@Override
	public <T> Optional<T> find(ContextKey<T> key) {
		return Optional.ofNullable(value(key));
	}

	@Override
	public <T> void set(ContextKey<T> key, @Nullable T value) {
		this.values.set(key, value);
	}

	@Override
	public <Q> Q query(Class<Q> type) {
		Assert.state(this.origin.query() != null, () -> this.factory.contract()
				+ " declares no query: add .queryOnConnect(" + type.getSimpleName() + ".class) to it");
		return type.cast(this.origin.query());
	}

	@Override
	public Map<String, String> pathVariables() {
		return this.origin.pathVariables();
	}

	@Override
	public UpgradeRequest upgrade() {
		return this.origin.upgrade();
	}

	@Override
	public Optional<Principal> principal() {
		return Optional.ofNullable(session().rights().get().principal());
	}

	@Override
	public Optional<Instant> expiresAt() {
		return Optional.ofNullable(session().rights().get().expiresAt());
	}

	@Override
	public boolean isOpen() {
		return session().state().isOpen();
	}

	/**
	 * Return whether the connection has begun to close.
	 */
	public boolean isClosed() {
		return session().isClosed();
	}

	/**
	 * Return whether frames wait for the peer.
	 */
	public boolean isWaiting() {
		return session().sender().queue().isWaiting();
	}

	@Override
	public Status status() {
		Session session = session();
		Link link = session.sender().link();
		OutboundQueue queue = session.sender().queue();
		SessionCalls calls = session.calls();
		return new Status(session.state().get(), Instant.now().minusNanos(session.log().age()),
				link.watch().silentFor(), calls.inbound().inFlight(), calls.inbound().streams(), calls.pending().size(),
				calls.pending().streams(), queue.size(), queue.bytes(), link.reader().received(), queue.passedOn());
	}

	@Override
	public void onClose(Consumer<CloseReason> listener) {
		closeListeners().add(listener);
	}

	@Override
	public void onDetach(Runnable listener) {
		watch(new UserAwayListener(this, listener, UserAwayListener.NOTHING));
	}

	@Override
	public void onResume(Runnable listener) {
		watch(new UserAwayListener(this, UserAwayListener.NOTHING, listener));
	}

	private void watch(UserAwayListener listener) {
		// One that is never called is not kept by an idle connection.
		if (this.factory.settings().isResumable()) {
			session().links().listeners().add(listener);
		}
	}

	@Override
	public Mono<CloseReason> closed() {
		return Mono.create((sink) -> {
			Consumer<CloseReason> listener = sink::success;
			closeListeners().add(listener);
			sink.onDispose(() -> closeListeners().remove(listener));
		});
	}

	/**
	 * Return the names of the contract and the connection.
	 */
	@Override
	public String toString() {
		return this.factory.contract().name() + " connection " + this.id;
	}

}
