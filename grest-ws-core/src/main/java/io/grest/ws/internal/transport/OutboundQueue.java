package io.grest.ws.internal.transport;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.grest.ws.internal.wire.FrameSource;
import io.grest.ws.internal.wire.OutboundFrame;
import org.jspecify.annotations.Nullable;

/**
 * Queue of frames that wait for room in the transport, bounded in number and in bytes.
 * Any thread may offer frames, and one thread at a time writes them. No locks are used.
 *
 * <p>
 * The transport may be replaced: between two of them the queue is parked, and frames
 * wait.
 *
 * <p>
 * A new queue is held: frames wait until {@link #release}, which sends the first frame of
 * the handshake before them. A queue ends by {@link #finish}, which sends the waiting
 * frames, or by {@link #discard}, which drops them.
 *
 * @since 0.1.0
 */
public final class OutboundQueue {

	private final boolean dropsOldest;

	private final Outlets outlets;

	private final WaitingFrames waiting;

	// Load of the waiting frames.
	private final WaitingFrames.Load load;

	private final Rounds rounds;

	private final PassedFrames passed;

	private final Turns turns;

	private final FirstFrame first = new FirstFrame();

	private final QueueRound round;

	/**
	 * Create a queue, held.
	 * @param transport the transport
	 * @param maxFrames the limit of waiting frames
	 * @param maxBytes the limit of waiting bytes
	 * @param dropsOldest whether a message takes the place of older ones when the queue
	 * is full
	 * @param traffic the log of frames
	 * @param listener the listener of rounds and faults
	 */
	public OutboundQueue(SocketTransport transport, int maxFrames, long maxBytes, boolean dropsOldest,
			TrafficLog traffic, TransportListener listener) {
		this.waiting = new WaitingFrames(maxFrames, maxBytes);
		this.load = this.waiting.load();
		this.dropsOldest = dropsOldest;
		this.passed = new PassedFrames(transport, traffic);
		this.turns = new Turns(this.waiting);
		this.rounds = new Rounds(transport, this::passOn, this::failed);
		this.outlets = new Outlets(transport, listener, this.passed, this.rounds);
		this.round = new QueueRound(this.outlets, this.first, this.waiting, this.turns, this.passed, dropsOldest,
				traffic);
	}

	/**
	 * Offer a message. If the queue is full, its policy applies.
	 * @param frame the frame
	 * @param together flushes this queue with others, or {@code null} to flush at once
	 * @return whether a message was lost, this one or another
	 */
	public boolean push(OutboundFrame frame, @Nullable DrainTogether together) {
		if (offer(frame, together)) {
			return false;
		}
		// Beyond twice the limits the writing thread does not keep up with dropping.
		if (this.dropsOldest && !this.load.isFarOver()) {
			add(frame);
		}
		return true;
	}

	/**
	 * Offer a frame that may be refused.
	 * @param frame the frame
	 * @return {@code false} if the queue is full
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
	 * Add a frame that must not be lost, such as an answer. The caller has to pause
	 * reading while the queue {@linkplain #isFull() is full}.
	 * @param frame the frame
	 */
	public void add(OutboundFrame frame) {
		if (tryPassOn(frame, null)) {
			return;
		}
		this.waiting.add(frame);
		drain();
	}

	/**
	 * Give turns to a source until it has no frame ready.
	 * @param source the source, which must not be waiting for a turn already
	 */
	public void ready(FrameSource source) {
		this.turns.add(source);
		drain();
	}

	// A frame offered on the writing thread itself is written at once if no other waits.
	// Only the flush comes later, one for all frames until then.
	private boolean tryPassOn(OutboundFrame frame, @Nullable DrainTogether together) {
		SocketTransport transport = this.outlets.transport();
		if (!transport.isOnEventLoop() || this.first.isHolding() || this.round.isDiscarding()
				|| this.outlets.isRepeating() || !this.load.isZero() || !transport.isReady()) {
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
		this.passed.requestPing();
		drain();
	}

	/**
	 * Return whether the limits are reached or, by answers, exceeded.
	 * @return {@code true} if the next offer would be refused
	 */
	public boolean isFull() {
		return this.load.isFull();
	}

	/**
	 * Return the number of waiting frames.
	 * @return the number, without frames passed to the transport
	 */
	public int size() {
		return (int) this.load.frames();
	}

	/**
	 * Return the number of waiting bytes.
	 * @return the number, without bytes passed to the transport
	 */
	public long bytes() {
		return this.load.bytes();
	}

	/**
	 * Return whether anything waits for the peer, here or in the transport.
	 * @return {@code false} if everything has left
	 */
	public boolean isWaiting() {
		return !this.load.isZero() || this.outlets.transport().pendingBytes() > 0;
	}

	/**
	 * Return the number of bytes that the peer has taken so far. If it does not grow
	 * while anything {@linkplain #isWaiting() waits}, the peer does not read.
	 * @return the number of bytes
	 */
	public long taken() {
		return this.passed.bytes() - this.outlets.transport().pendingBytes();
	}

	/**
	 * Return the number of bytes passed to the transport so far.
	 * @return the number of bytes
	 */
	public long passedOn() {
		return this.passed.bytes();
	}

	/**
	 * Release the queue, after a first frame.
	 * @param first the frame to send before everything that was offered
	 */
	public void release(OutboundFrame first) {
		this.first.set(first);
		drain();
	}

	/**
	 * Release the queue, without a first frame.
	 */
	public void release() {
		if (this.first.release()) {
			drain();
		}
	}

	/**
	 * Send the waiting frames, then end. Later frames are dropped.
	 * @param whenFinished the callback, called once when all frames were passed on or
	 * discarded
	 */
	public void finish(Runnable whenFinished) {
		this.round.finish(whenFinished);
		drain();
	}

	/**
	 * Send a frame after the queue has {@linkplain #finish finished}, and
	 * acknowledgements from then on, but nothing else.
	 * @param last the frame
	 */
	public void sayLast(OutboundFrame last) {
		this.first.set(last);
		drain();
	}

	/**
	 * Return the transports of this queue, one after another.
	 * @return the transports
	 */
	public Outlets outlets() {
		return this.outlets;
	}

	/**
	 * Set the consumer of waiting frames that are dropped by the end of this queue, or
	 * withdrawn. To be called before frames are offered.
	 * @param whenDropped the consumer, called by any thread
	 */
	public void whenDropped(Consumer<OutboundFrame> whenDropped) {
		this.round.whenDropped(whenDropped);
	}

	/**
	 * Drop waiting and later frames. Those that wait have been dropped on return, unless
	 * a round runs on another thread meanwhile.
	 */
	public void discard() {
		this.round.discard();
		// This thread may be the only one that runs rounds, and one may be due.
		if (this.outlets.transport().isOnEventLoop()) {
			this.round.dropAll();
		}
		else {
			this.rounds.runBetween(this.round::dropAll);
		}
		drain();
	}

	/**
	 * Withdraw waiting frames, unless a round runs or is due.
	 * @param unwanted returns whether a frame is not to be sent
	 */
	public void withdraw(Predicate<OutboundFrame> unwanted) {
		if (!this.load.isZero() && this.rounds.runBetween(() -> this.round.drop(unwanted))) {
			drain();
		}
	}

	/**
	 * Drop the held frames, and send a last frame before the end.
	 * @param last the only frame to send
	 * @param whenFinished the callback, called once when it was passed on
	 */
	public void rejectWith(OutboundFrame last, Runnable whenFinished) {
		this.round.discard();
		this.first.set(last);
		finish(whenFinished);
	}

	private void drain(@Nullable DrainTogether together) {
		if (together != null) {
			together.add(this, this.outlets.transport());
		}
		else {
			drain();
		}
	}

	/**
	 * Begin a round of writing, or repeat the current one. To be called when the
	 * transport has room again.
	 */
	public void drain() {
		this.rounds.begin();
	}

	/**
	 * Write what was pushed before at once, as a task of an event loop, unless another
	 * round has done so since.
	 * @param eventLoop the event loop that the queue was written by when it was pushed
	 */
	void drainNow(@Nullable Executor eventLoop) {
		if (this.outlets.transport().eventLoop() != eventLoop) {
			drain();
		}
		else if (!this.load.isZero() || this.passed.isUnflushed()) {
			this.rounds.beginNow();
		}
	}

	private void failed(Throwable ex) {
		this.round.discard();
		this.round.dropAll();
		this.outlets.listener().failed(ex);
	}

	// Whether there is more to pass on after the thread has had the opportunity to read,
	// or by the thread of another transport.
	private boolean passOn() {
		return this.outlets.move(this.first) || this.round.passOn();
	}

}
