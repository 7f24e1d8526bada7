package io.grest.ws.internal.session;

import java.time.Duration;

import io.grest.ws.connection.ConnectionOptions;
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

/**
 * One transport of a session, with its reader and watch. Decides when to read and how to
 * close, and ends all of them together, once. The session may go on with another link,
 * and a link may be given to the session that its client goes on with.
 */
final class Link implements TransportListener, PeerWatch.Owner {

	private final SocketTransport transport;

	// Replaced once, before the link carries calls.
	private volatile LinkListener session;

	private final Duration closeTimeout;

	private final InboundReader reader;

	private final PeerWatch watch;

	private final Disposable.Swap sending = Disposables.swap();

	private final LinkEnd end;

	// Null if the session has one link for its life.
	private volatile @Nullable ReadGate gate;

	// Whether the session goes on without this link.
	private volatile boolean retired;

	/**
	 * Create a link.
	 * @param transport the transport
	 * @param session the session
	 * @param options the limits of the connection
	 * @param context the Reactor context to receive in
	 */
	Link(SocketTransport transport, LinkListener session, ConnectionOptions options, Context context) {
		this.transport = transport;
		this.session = session;
		this.end = new LinkEnd(transport);
		this.closeTimeout = options.closeTimeout();
		this.reader = new InboundReader(this, Math.toIntExact(options.maxFrameSize().toBytes()), context,
				transport::execute);
		this.watch = new PeerWatch(this, transport, this.reader, options.stallTimeout());
	}

	@Override
	public OutboundQueue queue() {
		return this.session.queue();
	}

	SocketTransport transport() {
		return this.transport;
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
		ReadGate gate = this.gate;
		if (gate == null) {
			this.session.received(bytes, length);
		}
		else if (gate.enter()) {
			try {
				this.session.received(bytes, length);
			}
			finally {
				gate.leave();
			}
		}
	}

	/**
	 * Be ready to be fenced off. Called by the thread that reads, or before any frame of
	 * a call.
	 */
	void guard() {
		this.gate = new ReadGate();
	}

	/**
	 * Pass no message to the session any more.
	 * @param then the task to run once none is on its way
	 */
	void fence(Runnable then) {
		ReadGate gate = this.gate;
		if (gate != null) {
			gate.close(then);
		}
		else {
			then.run();
		}
	}

	/**
	 * Belong to another session from now on.
	 */
	void moveTo(LinkListener session) {
		this.session = session;
	}

	@Override
	public void violated(SocketCloseStatus status) {
		if (!this.retired) {
			this.session.close(status);
		}
	}

	@Override
	public boolean mustPause() {
		return !this.retired && (this.session.queue().isFull() || this.session.mustPause());
	}

	@Override
	public void ready() {
		this.session.queue().drain();
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
		return this.retired || this.session.isClosed();
	}

	@Override
	public boolean hasEnded() {
		return this.end.isReached();
	}

	@Override
	public Disposable later(Duration delay, Runnable task) {
		return this.session.timer().later(delay, task);
	}

	@Override
	public void giveUp(SocketCloseStatus status, String fault) {
		this.session.givenUp(this, status, fault);
	}

	/**
	 * Close without sending the queued frames, because of the peer.
	 * @param fault the fault of the peer, for the log
	 */
	void closeNow(SocketCloseStatus status, String fault) {
		this.session.closeNow(status, fault);
	}

	/**
	 * Close after the queued frames, or cut the connection after the close timeout.
	 */
	void close(SocketCloseStatus status) {
		Steps.runAll(this.session.log()::endFailed, this::cutLater,
				() -> this.session.queue().finish(() -> sendClose(status)));
	}

	/**
	 * Close without sending the queued frames, after a frame with the reason.
	 * @param frame the frame, or {@code null} for none
	 */
	void reject(@Nullable OutboundFrame frame, SocketCloseStatus status) {
		Steps.runAll(this.session.log()::endFailed, this::cutLater, () -> {
			if (frame != null) {
				this.session.queue().rejectWith(frame, () -> sendClose(status));
			}
			else {
				this.session.queue().discard();
				this.session.queue().finish(() -> sendClose(status));
			}
		});
	}

	private void cutLater() {
		this.session.timer().schedule(this.closeTimeout, this::cut);
	}

	private void sendClose(SocketCloseStatus status) {
		this.transport.close(status).subscribe(null, (ex) -> end(status, ex));
	}

	@Override
	public void receivingEnded(@Nullable Throwable ex) {
		if (LinkEnd.isTooBig(ex)) {
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
		this.end.read(this::closedByPeer, () -> end(SocketCloseStatus.ABNORMAL, ex));
	}

	/**
	 * End after a cancellation by the caller that runs the connection, as Reactor Netty
	 * does once the peer has closed.
	 */
	void cancelled() {
		this.end.readNow(this::closedByPeer, () -> end(SocketCloseStatus.ABNORMAL, null));
	}

	private void closedByPeer(SocketCloseStatus closed) {
		LinkListener session = this.session;
		Runnable end = () -> end(closed, null);
		// What the peer sent before its close is handled first, within the close timeout.
		Steps.runAll(session.log()::endFailed, () -> {
			// A session that goes on without this link goes on with its calls.
			if (!this.retired) {
				session.peerClosed(closed);
			}
		}, () -> session.timer().schedule(this.closeTimeout, end), () -> this.reader.afterHeld(end));
	}

	/**
	 * Cut the connection without a close.
	 */
	void cut() {
		Steps.runAll(this.session.log()::endFailed, this.transport::abort, () -> end(SocketCloseStatus.ABNORMAL, null));
	}

	private void end(SocketCloseStatus status, @Nullable Throwable ex) {
		if (this.retired) {
			release();
			return;
		}
		this.session.ending(this, status, ex);
		if (this.end.reach()) {
			this.session.ended(this, status, ex);
		}
	}

	/**
	 * Release what the link holds, and complete.
	 */
	void release() {
		Steps.runAll(this.session.log()::endFailed, this.watch::stop, this.reader::cancel, this.sending::dispose,
				() -> this.transport.abortAfter(this.closeTimeout), this.end::complete);
	}

	/**
	 * Close without the session, which goes on.
	 */
	void retire(SocketCloseStatus status) {
		this.retired = true;
		SessionTimer timer = this.session.timer();
		Steps.runAll(this.session.log()::endFailed, this.watch::stop, this.reader::resume,
				() -> timer.later(this.closeTimeout, this::cut),
				() -> this.transport.close(status).subscribe(null, (ex) -> end(status, ex)));
	}

	/**
	 * Return a {@code Mono} that completes when the link has ended.
	 */
	Mono<Void> whenEnded() {
		return this.end.completed();
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

}
