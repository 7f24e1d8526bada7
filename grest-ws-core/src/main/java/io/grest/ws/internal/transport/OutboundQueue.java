package io.grest.ws.internal.transport;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.grest.ws.protocol.OutboundFrame;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait for room in the transport, bounded in number and in bytes. Any thread
 * may offer; one at a time drains. No lock is held at any time.
 *
 * <p>
 * It begins held: what is offered waits until {@link #release} lets the first frame of
 * the handshake out before it. It ends by {@link #finish}, which lets out what waits, or
 * {@link #discard}, which does not.
 *
 * @since 0.1.0
 */
public final class OutboundQueue implements Runnable {

	private static final AtomicIntegerFieldUpdater<OutboundQueue> WORK = AtomicIntegerFieldUpdater
		.newUpdater(OutboundQueue.class, "work");

	private final SocketTransport transport;

	private final boolean dropsOldest;

	private final TransportListener listener;

	private final TrafficLog traffic;

	private final WaitingFrames waiting;

	// Of what waits.
	private final WaitingFrames.Load load;

	// Signals to the draining thread; whoever raises it from zero makes it drain.
	private volatile int work;

	private final PassedFrames passed;

	// Goes out before everything else, while the queue is held.
	private volatile @Nullable OutboundFrame first;

	private volatile boolean held = true;

	private volatile boolean pingDue;

	private volatile boolean discarded;

	// Takes what waits and what is offered from now on. Null while this queue is in use.
	private volatile @Nullable OutboundQueue successor;

	// Runs once nothing waits any more; nothing can be offered from then on.
	private volatile @Nullable Runnable whenFinished;

	/**
	 * Create a queue, held.
	 * @param transport takes the frames
	 * @param maxFrames how many frames may wait
	 * @param maxBytes how many bytes may wait
	 * @param dropsOldest whether a message that finds it full takes the place of older
	 * ones
	 * @param traffic records the frames
	 * @param listener notified of the end of each round, and of faults
	 */
	public OutboundQueue(SocketTransport transport, int maxFrames, long maxBytes, boolean dropsOldest,
			TrafficLog traffic, TransportListener listener) {
		this.transport = transport;
		this.waiting = new WaitingFrames(maxFrames, maxBytes);
		this.load = this.waiting.load();
		this.dropsOldest = dropsOldest;
		this.listener = listener;
		this.traffic = traffic;
		this.passed = new PassedFrames(transport, traffic);
	}

	/**
	 * Offer a message, which the policy of this queue decides on if there is no room.
	 * @param frame the frame
	 * @param together drains this queue with others, or {@code null} to do so at once
	 * @return whether a message was lost, this one or another
	 */
	public boolean push(OutboundFrame frame, @Nullable DrainTogether together) {
		if (offer(frame, together)) {
			return false;
		}
		// Beyond twice the limits the draining thread does not keep up with dropping.
		if (this.dropsOldest && !this.load.isFarOver()) {
			add(frame);
		}
		return true;
	}

	/**
	 * Offer a frame that may be refused.
	 * @param frame the frame
	 * @return {@code false} if there is no room for it
	 */
	public boolean offer(OutboundFrame frame) {
		return offer(frame, null);
	}

	private boolean offer(OutboundFrame frame, @Nullable DrainTogether together) {
		if (tryPassOn(frame, together)) {
			return true;
		}
		if (!this.waiting.tryAdd(frame)) {
			return false;
		}
		drain(together);
		return true;
	}

	/**
	 * Add a frame that must not be lost: an answer. Whoever does stops reading while the
	 * queue {@linkplain #isFull() is full}.
	 * @param frame the frame
	 */
	public void add(OutboundFrame frame) {
		if (tryPassOn(frame, null)) {
			return;
		}
		this.waiting.add(frame);
		drain();
	}

	// What the draining thread itself offers need not wait for it, if nothing else does:
	// all but the flush, which is the same for all that is offered until then.
	private boolean tryPassOn(OutboundFrame frame, @Nullable DrainTogether together) {
		if (!this.transport.isOnEventLoop() || this.held || this.discarded || this.successor != null
				|| !this.load.isZero() || !this.transport.isReady()) {
			return false;
		}
		if (this.passed.passAtOnce(frame)) {
			drain(together);
		}
		return true;
	}

	/**
	 * Send a protocol ping as soon as there is room.
	 */
	public void ping() {
		this.pingDue = true;
		drain();
	}

	/**
	 * Whether the limits are reached or, by answers, exceeded.
	 * @return {@code true} if the next offer would be refused
	 */
	public boolean isFull() {
		return this.load.isFull();
	}

	/**
	 * The number of frames that wait.
	 * @return frames, those passed on to the transport not included
	 */
	public int size() {
		return (int) this.load.frames();
	}

	/**
	 * The bytes that wait.
	 * @return bytes, those passed on to the transport not included
	 */
	public long bytes() {
		return this.load.bytes();
	}

	/**
	 * Whether anything waits for the peer, here or in the transport.
	 * @return {@code false} if all is out
	 */
	public boolean isWaiting() {
		return !this.load.isZero() || this.transport.pendingBytes() > 0;
	}

	/**
	 * The bytes that the peer has taken so far. If this stands still while something
	 * {@linkplain #isWaiting() waits}, the peer does not read.
	 * @return bytes
	 */
	public long taken() {
		return this.passed.bytes() - this.transport.pendingBytes();
	}

	/**
	 * The bytes that were passed on to the transport so far.
	 * @return bytes
	 */
	public long passedOn() {
		return this.passed.bytes();
	}

	/**
	 * End the holding.
	 * @param first goes out before everything that was offered
	 */
	public void release(OutboundFrame first) {
		this.first = first;
		drain();
	}

	/**
	 * End the holding, without a frame that goes out before.
	 */
	public void release() {
		if (this.first == null) {
			this.held = false;
			drain();
		}
	}

	/**
	 * Let out what waits, then end. What is offered later is dropped.
	 * @param whenFinished called once, when everything is passed on or was discarded
	 */
	public void finish(Runnable whenFinished) {
		this.whenFinished = whenFinished;
		drain();
	}

	/**
	 * Pass what waits, and what is offered later, to another queue instead of the
	 * transport.
	 * @param successor the other queue
	 */
	public void continueWith(OutboundQueue successor) {
		this.successor = successor;
		drain();
	}

	/**
	 * Drop what waits and what is offered later.
	 */
	public void discard() {
		this.discarded = true;
		drain();
	}

	/**
	 * Drop what was held, and let this frame out before the end.
	 * @param last the only frame that goes out
	 * @param whenFinished called once it is passed on
	 */
	public void rejectWith(OutboundFrame last, Runnable whenFinished) {
		this.discarded = true;
		this.first = last;
		finish(whenFinished);
	}

	private void drain(@Nullable DrainTogether together) {
		if (together != null) {
			together.add(this, this.transport);
		}
		else {
			drain();
		}
	}

	/**
	 * Make a thread look for work. To be called when the transport has room again.
	 */
	public void drain() {
		if (WORK.getAndIncrement(this) == 0) {
			this.transport.execute(this);
		}
	}

	/**
	 * Let out at once, as a task of the transport, what was pushed before, unless another
	 * has done so since.
	 */
	void drainNow() {
		if (this.load.isZero() && !this.passed.isUnflushed()) {
			return;
		}
		if (WORK.getAndIncrement(this) == 0) {
			run();
		}
	}

	/**
	 * Drain. For the transport to call, see {@link SocketTransport#execute}.
	 */
	@Override
	public void run() {
		int missed = this.work;
		do {
			try {
				passOn();
			}
			catch (Throwable ex) {
				// The counter must go on: else nothing would drain any more, nor end.
				this.discarded = true;
				this.listener.failed(ex);
			}
			missed = WORK.addAndGet(this, -missed);
		}
		while (missed != 0);
	}

	private void passOn() {
		this.traffic.waiting(size(), bytes());
		passOnFirst();
		boolean pinged = false;
		if (this.discarded) {
			this.waiting.clear();
		}
		else if (this.successor != null) {
			this.waiting.moveTo(this.successor);
		}
		else if (!this.held) {
			pinged = passOnPing();
			passOnQueued();
			if (this.dropsOldest) {
				this.waiting.dropOldest();
			}
		}
		this.passed.endRound(pinged);
		// Even if nothing waited when this round began: a frame may have come and gone.
		this.listener.roundEnded();
		finishIfEmpty();
	}

	private boolean passOnPing() {
		if (!this.pingDue || !this.transport.isReady()) {
			return false;
		}
		this.pingDue = false;
		this.transport.ping();
		return true;
	}

	private void passOnFirst() {
		OutboundFrame frame = this.first;
		if (frame != null && this.transport.isReady()) {
			this.first = null;
			this.passed.pass(frame);
			this.held = false;
		}
	}

	private void passOnQueued() {
		while (this.transport.isReady()) {
			OutboundFrame frame = this.waiting.take();
			if (frame == null) {
				return;
			}
			this.passed.pass(frame);
		}
	}

	private void finishIfEmpty() {
		Runnable finished = this.whenFinished;
		if (finished != null && this.first == null && (this.held || this.waiting.isEmpty())) {
			this.discarded = true;
			this.whenFinished = null;
			finished.run();
		}
	}

}
