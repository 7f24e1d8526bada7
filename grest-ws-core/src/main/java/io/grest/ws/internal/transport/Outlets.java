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
 */
final class Outlets {

	private static final Outlet PARKED = new Outlet(ParkedTransport.INSTANCE, () -> {
	});

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

	Outlets(SocketTransport transport, TransportListener listener) {
		this.current = new Outlet(transport, listener);
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
	 * Have no transport from the next round on. For any thread.
	 * @param then the task to run then
	 */
	void park(Runnable then) {
		this.move = new Move(PARKED, null, List.of(), then);
	}

	/**
	 * Have another transport from the next round on. For any thread.
	 */
	void use(SocketTransport transport, TransportListener listener, @Nullable OutboundFrame first,
			List<OutboundFrame> again) {
		this.move = new Move(new Outlet(transport, listener), first, again, () -> {
		});
	}

	/**
	 * Send acknowledgements from now on.
	 */
	void acknowledge(Supplier<OutboundFrame> acknowledgement) {
		this.acknowledgement = acknowledgement;
	}

	/**
	 * Send an acknowledgement in the next round with room. For any thread.
	 */
	void acknowledge() {
		this.acknowledging = true;
	}

	/**
	 * Replace the transport, if that was asked for. For the writing thread.
	 * @return whether it was replaced, so that the next one has to run what follows
	 */
	boolean move(PassedFrames passed, FirstFrame first, Rounds rounds) {
		Move move = this.move;
		if (move == null) {
			return false;
		}
		this.move = null;
		SocketTransport next = move.outlet.transport();
		passed.use(next);
		this.again = new ArrayDeque<>(move.again);
		if (move.first != null) {
			first.set(move.first);
		}
		// Before any thread may write to it.
		this.repeating = true;
		rounds.use(next);
		this.current = move.outlet;
		move.then.run();
		return true;
	}

	/**
	 * Pass on what is due before the frames that wait. For the writing thread.
	 * @return whether nothing is left of it
	 */
	boolean pass(PassedFrames passed, FirstFrame first) {
		if (first.isWaiting()) {
			return false;
		}
		Supplier<OutboundFrame> acknowledgement = this.acknowledgement;
		if (this.acknowledging && acknowledgement != null && passed.hasRoom()) {
			this.acknowledging = false;
			passed.pass(acknowledgement.get());
		}
		Deque<OutboundFrame> again = this.again;
		if (this.repeating && again != null) {
			while (!again.isEmpty() && passed.hasRoom()) {
				passed.passAgain(again.remove());
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
