package io.grest.ws.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.grest.ws.connection.SocketConnection.State;
import io.grest.ws.log.ConnectionLog;
import io.grest.ws.observation.DropReason;
import io.grest.ws.protocol.Frame;
import io.grest.ws.protocol.OutboundFrame;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.transport.InboundListener;
import io.grest.ws.transport.InboundReader;
import io.grest.ws.transport.OutboundListener;
import io.grest.ws.transport.OutboundQueue;
import io.grest.ws.transport.PeerWatch;
import io.grest.ws.transport.SocketTransport;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * The order of a connection's life: handshake, open, draining, closed; what is read and
 * written when; and that all of it ends together.
 */
final class ConnectionLifecycle implements InboundListener, OutboundListener, SocketTransport.Listener {

	private static final AtomicReferenceFieldUpdater<ConnectionLifecycle, State> STATE = AtomicReferenceFieldUpdater
		.newUpdater(ConnectionLifecycle.class, State.class, "state");

	private final DefaultSocketConnection<?> connection;

	private final ConnectionFactory<?, ?> factory;

	private final SocketTransport transport;

	private final Handshaker handshaker;

	private final HandshakeControl control;

	private final OutboundQueue queue;

	private final InboundReader reader;

	private final PeerWatch watch;

	private final Draining draining;

	private final Closing closing;

	private final ConnectionLog log;

	/**
	 * <ol>
	 * <li>HANDSHAKING: frames go to the handshaker; what is sent is held back;</li>
	 * <li>OPEN: frames are calls and answers;</li>
	 * <li>DRAINING: as OPEN, but this side sends no new calls; ends when no call is
	 * unfinished;</li>
	 * <li>CLOSED: a reason is set, calls have failed, frames are ignored; the close frame
	 * may still be on its way.</li>
	 * </ol>
	 * Only forward, any step may be left out; {@link #moveTo} is the way, and
	 * {@link #rejected} for a handshake that failed.
	 */
	private volatile State state = State.HANDSHAKING;

	private final Disposable.Swap timer = Disposables.swap();

	private final Disposable.Swap sending = Disposables.swap();

	ConnectionLifecycle(DefaultSocketConnection<?> connection, ConnectionFactory<?, ?> factory,
			SocketTransport transport, Handshaker handshaker, ConnectionLog log) {
		this.connection = connection;
		this.factory = factory;
		this.transport = transport;
		this.handshaker = handshaker;
		this.log = log;
		this.control = new HandshakeControl(connection, this);
		ConnectionOptions options = factory.options();
		this.queue = new OutboundQueue(transport, options.outboundFrames(), options.outboundSize().toBytes(),
				options.overflow() == Overflow.DROP_OLDEST, this);
		this.reader = new InboundReader(this, Math.toIntExact(options.maxFrameSize().toBytes()), connection.context(),
				transport::execute);
		this.closing = new Closing(this, connection, transport, this.queue, log, options.closeTimeout());
		this.watch = new PeerWatch(this.closing, transport, this.queue, this.reader, options.stallTimeout());
		this.draining = new Draining(this, connection, options.requestTimeout());
	}

	/**
	 * Begin. What is subscribed to here ends with the returned {@code Mono}.
	 */
	Mono<Void> run() {
		schedule(this.factory.options().handshakeTimeout(), this::handshakeTimedOut);
		this.sending.replace(this.transport.open(this).subscribe(null, this::onEnd));
		try {
			this.handshaker.begin(this.control);
		}
		catch (Throwable ex) {
			failed(ex);
		}
		this.transport.receive().subscribe(this.reader);
		return this.closing.ended();
	}

	@Nullable State moveTo(State next) {
		State before = this.state;
		while (before.compareTo(next) < 0) {
			if (STATE.compareAndSet(this, before, next)) {
				return before;
			}
			before = this.state;
		}
		return null;
	}

	boolean isOpen() {
		return this.state == State.OPEN;
	}

	boolean isHandshaking() {
		return this.state == State.HANDSHAKING;
	}

	boolean isClosed() {
		return this.state == State.CLOSED;
	}

	boolean takesCalls() {
		return this.state.compareTo(State.OPEN) <= 0;
	}

	SocketConnection.Status status() {
		return new SocketConnection.Status(this.state, Instant.now().minusNanos(this.log.age()), this.watch.silentFor(),
				this.connection.calls().inbound().inFlight(), this.connection.calls().outbound().pending(),
				this.queue.size(), this.queue.bytes(), this.reader.received(), this.queue.passedOn());
	}

	Draining draining() {
		return this.draining;
	}

	OutboundQueue queue() {
		return this.queue;
	}

	InboundReader reader() {
		return this.reader;
	}

	Closing closing() {
		return this.closing;
	}

	/**
	 * Let go what was held back until the handshake ended.
	 */
	void releaseHeld() {
		this.control.release();
	}

	// Handshake

	/**
	 * The handshake succeeded.
	 */
	void opened(@Nullable Object implementation, @Nullable OutboundFrame frame) {
		this.connection.calls().inbound().implementedBy(implementation);
		if (moveTo(State.OPEN) == null) {
			return;
		}
		this.log.opened();
		this.timer.update(null);
		this.watch.start(this.factory.heartbeats());
		if (this.closing.hasEnded()) {
			this.watch.stop();
		}
		if (frame != null) {
			this.queue.release(frame);
		}
		else {
			this.queue.release();
		}
		this.control.release();
	}

	/**
	 * The handshake failed.
	 */
	void rejected(@Nullable OutboundFrame frame, SocketCloseStatus status, @Nullable Throwable cause) {
		// Not from OPEN: a timeout may come just as the handshake succeeds.
		if (!STATE.compareAndSet(this, State.HANDSHAKING, State.CLOSED)) {
			return;
		}
		this.closing.reject(frame, status, cause);
		this.control.release();
	}

	private void handshakeTimedOut() {
		if (isHandshaking()) {
			this.log.handshakeTimedOut();
			this.handshaker.timedOut();
		}
	}

	// What arrives

	@Override
	public void onMessage() {
		this.watch.heard();
	}

	@Override
	public void onText(byte[] bytes, int length) {
		try {
			Frame frame = this.factory.format().decode(bytes, length);
			this.log.received(bytes, length, frame);
			if (frame == null) {
				this.connection.calls().dropped(DropReason.MALFORMED, length + " bytes");
				return;
			}
			receive(frame);
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	void receive(Frame frame) {
		switch (this.state) {
			case HANDSHAKING -> this.handshaker.receive(frame);
			case OPEN, DRAINING -> this.connection.calls().receive(frame);
			case CLOSED -> {
			}
		}
	}

	/**
	 * Something failed that cannot be told to anybody.
	 */
	@Override
	public void failed(Throwable ex) {
		this.log.failed(ex);
		this.connection.raise(ex);
		this.closing.close(null, SocketCloseStatus.INTERNAL_ERROR, ex);
	}

	@Override
	public void onViolation(SocketCloseStatus status) {
		close(status);
	}

	@Override
	public void heard() {
		this.watch.heard();
	}

	@Override
	public void violated(SocketCloseStatus status) {
		close(status);
	}

	@Override
	public void ready() {
		this.queue.drain();
	}

	@Override
	public void closed() {
		onEnd(null);
	}

	@Override
	public boolean mustPause() {
		return this.control.isHolding() || this.queue.isFull()
				|| (this.connection.calls().inbound().isFull() && this.connection.calls().outbound().pending() == 0);
	}

	@Override
	public void onEnd(@Nullable Throwable ex) {
		this.closing.receivingEnded(ex);
	}

	// Reading and writing go on

	@Override
	public void draining(int frames, long bytes) {
		this.log.waiting(frames, bytes);
	}

	@Override
	public void written(OutboundFrame frame) {
		this.log.sending(frame);
	}

	@Override
	public void flushed(int frames, long bytes) {
		this.log.sent(frames, bytes);
	}

	@Override
	public void drained() {
		this.reader.resume();
		this.watch.passedOn();
	}

	/**
	 * Read on, if what made reading pause has ended.
	 */
	void readOn() {
		this.reader.resume();
	}

	/**
	 * A call of either side has ended.
	 */
	void callEnded() {
		this.reader.resume();
		if (this.state == State.DRAINING) {
			this.draining.closeIfDrained();
		}
	}

	// The end

	/**
	 * Close after what waits to be sent.
	 */
	void close(SocketCloseStatus status) {
		this.closing.close(null, status, null);
	}

	/**
	 * The connection has ended: let go what it held.
	 */
	void ended(CloseReason reason) {
		this.closing.each(this.timer::dispose, this.watch::stop, this.reader::cancel, this.sending::dispose,
				() -> this.transport.abortAfter(this.factory.options().closeTimeout()),
				() -> this.log.closed(reason.status(), reason, this.reader.received(), this.queue.passedOn()),
				() -> this.handshaker.closed(reason));
	}

	// One timer serves the handshake, the draining and the closing, for they follow one
	// another.
	void schedule(Duration delay, Runnable task) {
		this.timer.update(this.factory.later(delay, task));
	}

}
