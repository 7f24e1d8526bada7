package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.Overflow;
import io.grest.ws.internal.log.ConnectionLog;
import io.grest.ws.internal.transport.Heartbeats;
import io.grest.ws.internal.transport.InboundReader;
import io.grest.ws.internal.transport.OutboundQueue;
import io.grest.ws.internal.transport.PeerWatch;
import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.internal.transport.TransportListener;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import org.springframework.web.reactive.socket.CloseStatus;

/**
 * One transport of a session, with its queue, reader and watch. Decides when to read and
 * write and how to close, and ends all of them together, once.
 */
final class Link implements TransportListener, PeerWatch.Owner {

	private static final Set<String> TOO_BIG = Set.of("TooLongFrameException", "DecompressionException");

	private final SocketTransport transport;

	private final LinkListener session;

	private final SessionTimer timer;

	private final ConnectionLog log;

	private final Duration closeTimeout;

	private final OutboundQueue queue;

	private final InboundReader reader;

	private final PeerWatch watch;

	private final Disposable.Swap sending = Disposables.swap();

	private final AtomicBoolean ended = new AtomicBoolean();

	Link(SocketTransport transport, LinkListener session, SessionTimer timer, ConnectionLog log,
			ConnectionOptions options, Context context) {
		this.transport = transport;
		this.session = session;
		this.timer = timer;
		this.log = log;
		this.closeTimeout = options.closeTimeout();
		this.queue = new OutboundQueue(transport, options.outboundFrames(), options.outboundSize().toBytes(),
				options.overflow() == Overflow.DROP_OLDEST, log, this);
		this.reader = new InboundReader(this, Math.toIntExact(options.maxFrameSize().toBytes()), context,
				transport::execute);
		this.watch = new PeerWatch(this, transport, this.queue, this.reader, options.stallTimeout());
	}

	OutboundQueue queue() {
		return this.queue;
	}

	InboundReader reader() {
		return this.reader;
	}

	PeerWatch watch() {
		return this.watch;
	}

	/**
	 * Begin to write.
	 */
	void open() {
		// Tomcat reports what it was sending when the connection was cut, after the end.
		this.sending.replace(
				this.transport.open(this).onErrorComplete((ex) -> hasEnded()).subscribe(null, this::receivingEnded));
	}

	/**
	 * Begin to read.
	 */
	void read() {
		this.transport.receive().subscribe(this.reader);
	}

	/**
	 * Watch the peer of an open session.
	 * @param heartbeats the heartbeats, or {@code null} for none
	 */
	void watch(@Nullable Heartbeats heartbeats) {
		this.watch.start(heartbeats);
		if (hasEnded()) {
			this.watch.stop();
		}
	}

	// Reading, writing and pauses

	@Override
	public void heard() {
		this.watch.heard();
	}

	@Override
	public void received(byte[] bytes, int length) {
		this.session.received(bytes, length);
	}

	@Override
	public void violated(SocketCloseStatus status) {
		this.session.close(status);
	}

	@Override
	public boolean mustPause() {
		return this.queue.isFull() || this.session.mustPause();
	}

	@Override
	public void ready() {
		this.queue.drain();
	}

	@Override
	public void roundEnded() {
		this.reader.resume();
		this.watch.passedOn();
	}

	@Override
	public void failed(Throwable ex) {
		this.session.failed(ex);
	}

	// The end

	@Override
	public boolean isClosed() {
		return this.session.isClosed();
	}

	@Override
	public boolean hasEnded() {
		return this.ended.get();
	}

	@Override
	public Disposable later(Duration delay, Runnable task) {
		return this.timer.later(delay, task);
	}

	/**
	 * Close without sending the queued frames.
	 * @param fault the fault of the peer, for the log
	 */
	@Override
	public void giveUp(SocketCloseStatus status, String fault) {
		Steps.runAll(this.log::endFailed, () -> {
			if (!isClosed()) {
				this.log.givenUp(status, fault, this.queue.size(), this.queue.bytes());
			}
		}, this.queue::discard, () -> this.session.close(status));
	}

	/**
	 * Close after the queued frames, or cut the connection after the close timeout.
	 */
	void close(SocketCloseStatus status) {
		Steps.runAll(this.log::endFailed, this::cutLater, () -> this.queue.finish(() -> sendClose(status)));
	}

	/**
	 * Close without sending the queued frames, after a frame with the reason.
	 * @param frame the frame, or {@code null} for none
	 */
	void reject(@Nullable OutboundFrame frame, SocketCloseStatus status) {
		Steps.runAll(this.log::endFailed, this::cutLater, () -> {
			if (frame != null) {
				this.queue.rejectWith(frame, () -> sendClose(status));
			}
			else {
				this.queue.discard();
				this.queue.finish(() -> sendClose(status));
			}
		});
	}

	private void cutLater() {
		this.timer.schedule(this.closeTimeout, this::cut);
	}

	private void sendClose(SocketCloseStatus status) {
		this.transport.close(status).subscribe(null, (ex) -> end(status, ex));
	}

	@Override
	public void receivingEnded(@Nullable Throwable ex) {
		// The decoders of Reactor Netty fail on fragments or inflated frames over the
		// limit, without a close of the right code.
		if (ex != null && TOO_BIG.contains(ex.getClass().getSimpleName())) {
			this.session.close(SocketCloseStatus.TOO_BIG);
			return;
		}
		if (isClosed() && this.transport.isOpen()) {
			// Nothing is read once this side has sent its close, which may not have
			// reached the peer yet. The transport reports the end, or is cut.
			return;
		}
		// A session may never report its close status, although it has ended.
		cutLater();
		endWith(this.transport.closeStatus(), ex);
	}

	/**
	 * End after a cancellation by the caller that runs the connection, as Reactor Netty
	 * does once the peer has closed.
	 */
	void cancelled() {
		endWith(Mono.firstWithSignal(this.transport.closeStatus(), Mono.empty()), null);
	}

	private void endWith(Mono<CloseStatus> status, @Nullable Throwable ex) {
		status.map(Optional::of)
			.defaultIfEmpty(Optional.empty())
			.subscribe((known) -> known.ifPresentOrElse(this::closedByPeer, () -> end(SocketCloseStatus.ABNORMAL, ex)),
					(unknown) -> end(SocketCloseStatus.ABNORMAL, ex));
	}

	private void closedByPeer(CloseStatus status) {
		String text = (status.getReason() != null) ? status.getReason() : "";
		SocketCloseStatus closed = new SocketCloseStatus(status.getCode(), text);
		Runnable end = () -> end(closed, null);
		// What the peer sent before its close is handled first, within the close timeout.
		Steps.runAll(this.log::endFailed, this.session::peerClosed, () -> this.timer.schedule(this.closeTimeout, end),
				() -> this.reader.afterHeld(end));
	}

	/**
	 * Cut the connection without a close.
	 */
	void cut() {
		Steps.runAll(this.log::endFailed, this.transport::abort, () -> end(SocketCloseStatus.ABNORMAL, null));
	}

	private void end(SocketCloseStatus status, @Nullable Throwable ex) {
		this.session.ending(this, status, ex);
		if (this.ended.compareAndSet(false, true)) {
			this.session.ended(this, status, ex);
		}
	}

	/**
	 * Release what the link holds.
	 */
	void release() {
		Steps.runAll(this.log::endFailed, this.queue::discard, this.watch::stop, this.reader::cancel,
				this.sending::dispose, () -> this.transport.abortAfter(this.closeTimeout));
	}

	/**
	 * Run a task on the transport's executor.
	 */
	void execute(Runnable task) {
		this.transport.execute(task);
	}

	/**
	 * Run a task after this thread has had the opportunity to read, or on another thread.
	 */
	void executeLater(Runnable task) {
		this.transport.executeLater(task);
	}

	/**
	 * Pass the queued frames to the next link of the session, and end without ending the
	 * session.
	 */
	void continueOn(Link next) {
		this.ended.set(true);
		Steps.runAll(this.log::endFailed, () -> this.queue.continueWith(next.queue), this.watch::stop,
				this.reader::cancel, this.sending::dispose, this.transport::abort);
	}

}
