package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ContextValues;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.internal.call.CallSurroundings;
import io.grest.ws.internal.call.ContractCalls;
import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Connection of a client that may share its socket with connections of other contracts,
 * which join and leave. Closing it leaves the socket, and closes that after the last one.
 *
 * @param <R> the other side's interface
 */
final class SharedConnection<R> extends DefaultSocketConnection<R> {

	private static final Duration AGAIN = Duration.ofMillis(10);

	private final Membership membership;

	private final Presence presence;

	private final CloseListeners listeners;

	// Whether the connection, in a contract's metrics, is counted apart from the socket.
	private final boolean joined;

	private final AtomicBoolean ended = new AtomicBoolean();

	/**
	 * Create a connection that opens a socket.
	 */
	SharedConnection(ConnectionFactory<?, R> factory, SocketTransport transport, ConnectionFactory.Origin origin,
			ContextValues values, Handshaker handshaker, ContextView context, Membership membership) {
		super(factory, factory.settings(), transport, origin, values, handshaker, context);
		this.membership = membership;
		this.joined = false;
		this.presence = new Presence(session().state());
		this.listeners = new CloseListeners(session().settings().failures());
		useViews(new CopyOnWriteArrayList<>());
		useCalls(ContractSessions.of(session(), factory, this, this.presence));
		session().ending().listeners().add(this::ended);
	}

	private SharedConnection(DefaultSocketConnection<?> member, ConnectionFactory<?, R> factory,
			ConnectionFactory.Origin origin, ContextValues values, @Nullable Object implementation,
			Membership membership) {
		super(member, factory, origin, values);
		this.membership = membership;
		this.joined = true;
		this.presence = new Presence(session().state());
		this.listeners = new CloseListeners(session().settings().failures());
		useViews(member.views());
		useCalls(ContractSessions.of(session(), factory, this, this.presence));
		CallSurroundings surroundings = calls().surroundings();
		if (surroundings != null) {
			surroundings.useAs(session().calls().session().surroundings());
		}
		session().log().add(factory.contract());
		session().calls().inbound().add(calls(), factory.calls(), implementation);
		factory.metrics().opened(0);
		session().ending().listeners().add(this::ended);
	}

	/**
	 * Join the socket of a connection.
	 * @param member a connection on the socket, which may have left it
	 * @param factory the factory of the contract's connections
	 * @param origin the origin of the connection
	 * @param values the connection's values
	 * @param implementation the implementation of this side's interface, or {@code null}
	 * @param membership the membership of the connection
	 * @throws ConnectionClosedException if the socket is not open
	 */
	static <R> SocketConnection<R> join(DefaultSocketConnection<?> member, ConnectionFactory<?, R> factory,
			ConnectionFactory.Origin origin, ContextValues values, @Nullable Object implementation,
			Membership membership) {
		if (!member.session().state().isOpen()) {
			throw new ConnectionClosedException("The shared socket has closed", null);
		}
		return new SharedConnection<>(member, factory, origin, values, implementation, membership);
	}

	@Override
	public boolean isOpen() {
		return this.presence.mayCall() && super.isOpen();
	}

	@Override
	public boolean isClosed() {
		return this.presence.isClosed();
	}

	@Override
	public Status status() {
		Status all = super.status();
		return new Status(this.presence.within(all.state()), all.since(), all.silentFor(), all.inFlight(),
				all.inFlightStreams(), all.pending(), all.pendingStreams(), all.queuedFrames(), all.queuedBytes(),
				all.receivedBytes(), all.sentBytes());
	}

	@Override
	CloseListeners closeListeners() {
		return this.listeners;
	}

	@Override
	void close(SocketCloseStatus status) {
		if (!this.presence.moveTo(State.CLOSED)) {
			return;
		}
		if (this.membership.leave()) {
			session().close(status);
		}
		else {
			left(new CloseReason(status, CloseReason.Initiator.LOCAL, null));
		}
	}

	private void left(CloseReason reason) {
		ContractCalls contract = factory().calls();
		Steps.runAll(session().log()::endFailed, () -> session().calls().inbound().remove(contract),
				() -> views().remove(this), () -> session().calls().pending().close(contract), () -> tell(reason));
	}

	// The socket has closed.
	private void ended(CloseReason reason) {
		this.presence.moveTo(State.CLOSED);
		this.membership.leave();
		tell(reason);
	}

	private void tell(CloseReason reason) {
		if (this.ended.compareAndSet(false, true)) {
			if (this.joined) {
				factory().metrics().closed(true, reason.code());
			}
			this.listeners.closed(reason);
		}
	}

	@Override
	void drain() {
		if (isClosed()) {
			// One that has left does not drain the socket of the only one that has not.
			return;
		}
		if (views().size() == 1) {
			super.drain();
		}
		else if (this.presence.moveTo(State.DRAINING)) {
			long end = System.nanoTime() + session().settings().options().requestTimeout().toNanos();
			closeOnceDrained(end);
		}
	}

	private void closeOnceDrained(long end) {
		ContractCalls contract = factory().calls();
		boolean waits = session().calls().inbound().isAnswering(contract)
				|| session().calls().pending().areOf(contract);
		if (waits && end - System.nanoTime() > 0 && !isClosed()) {
			session().timer().later(AGAIN, () -> closeOnceDrained(end));
		}
		else {
			close(SocketCloseStatus.NORMAL);
		}
	}

}
