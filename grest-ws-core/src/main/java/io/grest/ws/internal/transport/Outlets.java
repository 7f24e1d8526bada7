package io.grest.ws.internal.transport;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

import io.grest.ws.internal.wire.OutboundFrame;
import org.jspecify.annotations.Nullable;

/**
 * Transports of a queue, one after another, each with what it is sent before the frames
 * that wait: a first frame, and those that have not arrived by the one before. Between
 * two of them there is one without room. Any thread asks for another one, and a round of
 * the former replaces it.
 *
 * @since 0.1.0
 */
public final class Outlets {

	private static final Outlet PARKED = new Outlet(ParkedTransport.INSTANCE, () -> {
	});

	private final PassedFrames passed;

	private final Rounds rounds;

	private volatile Outlet current;

	// Null while there is nothing to do in the next round.
	private volatile @Nullable Move move;

	// Frames to send again. Null until there was another transport. For the writing
	// thread.
	private @Nullable Deque<OutboundFrame> again;

	// From the replacement of the transport until the last of those is passed on. Written
	// by the writing thread.
	private volatile boolean repeating;

	// Null if nothing is acknowledged. Returns the newest acknowledgement.
	private volatile @Nullable Supplier<OutboundFrame> acknowledgement;

	private volatile boolean acknowledging;

	/**
	 * Create the first of a queue's transports.
	 * @param transport the transport
	 * @param listener the listener of rounds and faults
	 * @param passed the frames passed on
	 * @param rounds the rounds of the queue
	 */
	Outlets(SocketTransport transport, TransportListener listener, PassedFrames passed, Rounds rounds) {
		this.current = new Outlet(transport, listener);
		this.passed = passed;
		this.rounds = rounds;
	}

	/**
	 * Return the current transport. For any thread.
	 */
	SocketTransport transport() {
		return this.current.transport();
	}

	TransportListener listener() {
		return this.current.listener();
	}

	/**
	 * Return whether frames have to be passed on before those that wait. For any thread.
	 */
	boolean isRepeating() {
		return this.repeating;
	}

	/**
	 * Count frames from now on, keep them, and acknowledge those of the peer.
	 * @param sent the buffer of frames
	 * @param acknowledgement returns the newest acknowledgement, called by the writing
	 * thread
	 */
	public void count(SentFrames sent, Supplier<OutboundFrame> acknowledgement) {
		this.acknowledgement = acknowledgement;
		this.passed.count(sent);
	}

	/**
	 * Send an acknowledgement as soon as there is room, before what waits.
	 */
	public void acknowledge() {
		this.acknowledging = true;
		this.rounds.begin();
	}

	/**
	 * Leave the transport. What is offered from now on waits.
	 * @param then the task to run by the writing thread once nothing more is passed to
	 * the transport
	 */
	public void park(Runnable then) {
		this.move = new Move(PARKED, null, List.of(), then);
		this.rounds.begin();
	}

	/**
	 * Use another transport. To be called while there is none.
	 * @param transport the transport
	 * @param listener the listener of rounds and faults
	 * @param first the frame to send first, or {@code null} for none
	 * @param again the frames to send after it, which have been counted before; then
	 * follows what waits
	 */
	public void use(SocketTransport transport, TransportListener listener, @Nullable OutboundFrame first,
			List<OutboundFrame> again) {
		this.move = new Move(new Outlet(transport, listener), first, again, () -> {
		});
		this.rounds.begin();
	}

	/**
	 * Replace the transport, if that was asked for. For the writing thread.
	 * @return whether it was replaced, so that the next one has to run what follows
	 */
	boolean move(FirstFrame first) {
		Move move = this.move;
		if (move == null) {
			return false;
		}
		this.move = null;
		SocketTransport next = move.outlet.transport();
		this.passed.use(next);
		this.again = new ArrayDeque<>(move.again);
		if (move.first != null) {
			first.set(move.first);
		}
		// Before any thread may write to it.
		this.repeating = true;
		this.rounds.use(next);
		this.current = move.outlet;
		move.then.run();
		return true;
	}

	/**
	 * Pass on what is due before the frames that wait. For the writing thread.
	 * @return whether nothing is left of it
	 */
	boolean pass(FirstFrame first) {
		if (first.isWaiting()) {
			return false;
		}
		Supplier<OutboundFrame> acknowledgement = this.acknowledgement;
		if (this.acknowledging && acknowledgement != null && this.passed.hasRoom()) {
			this.acknowledging = false;
			this.passed.pass(acknowledgement.get());
		}
		Deque<OutboundFrame> again = this.again;
		if (this.repeating && again != null) {
			while (!again.isEmpty() && this.passed.hasRoom()) {
				this.passed.passAgain(again.remove());
			}
			this.repeating = !again.isEmpty();
		}
		return !this.repeating;
	}

	/**
	 * Where frames go.
	 *
	 * @param transport the transport
	 * @param listener the listener of rounds and faults
	 */
	private record Outlet(SocketTransport transport, TransportListener listener) {

	}

	/**
	 * Replacement of the outlet.
	 *
	 * @param outlet the next outlet
	 * @param first the frame to send first, or {@code null} for none
	 * @param again the frames to send again
	 * @param then the task to run once the outlet is replaced
	 */
	private record Move(Outlet outlet, @Nullable OutboundFrame first, List<OutboundFrame> again, Runnable then) {

	}

}
