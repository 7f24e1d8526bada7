package io.grest.ws.internal.transport;

import java.util.Queue;

import io.grest.ws.internal.wire.FrameSource;
import io.grest.ws.internal.wire.OutboundFrame;
import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * Turns of the sources of one connection: each passes some frames, then the next. They
 * pass when no frame waits in the queue, and once after some frames of it, so that
 * neither keeps the other from sending, but not before the frames that waited when they
 * were added, such as the call whose stream a source is. Any thread adds sources, the
 * writing thread gives turns.
 */
final class Turns {

	private static final int FRAMES_OF_A_TURN = 16;

	private static final int FRAMES_BETWEEN_TURNS = 64;

	// So many frames later the event loop reads again: a peer that takes everything may
	// want to cancel.
	private static final int TURNS_OF_A_ROUND = 16;

	private final WaitingFrames waiting;

	// Null until the first source: most connections have none.
	private volatile @Nullable Queue<Entry> sources;

	Turns(WaitingFrames waiting) {
		this.waiting = waiting;
	}

	/**
	 * Add a source, which must not be waiting for a turn already.
	 */
	void add(FrameSource source) {
		sources().add(new Entry(source, this.waiting.end()));
	}

	private Queue<Entry> sources() {
		Queue<Entry> sources = this.sources;
		if (sources == null) {
			synchronized (this) {
				sources = this.sources;
				if (sources == null) {
					sources = Queues.<Entry>unboundedMultiproducer().get();
					this.sources = sources;
				}
			}
		}
		return sources;
	}

	/**
	 * Pass waiting frames, and those of the sources in turns, while there is room.
	 * @return whether the round has ended although there is more to pass
	 */
	boolean pass(PassedFrames passed) {
		Queue<Entry> sources = this.sources;
		if (sources == null) {
			passed.passAll(this.waiting, Integer.MAX_VALUE);
			return false;
		}
		for (int turns = 0; turns < TURNS_OF_A_ROUND; turns++) {
			// Before the queue, which may be filled meanwhile.
			Entry next = passed.isFull() ? null : sources.peek();
			boolean empty = passed.passAll(this.waiting, FRAMES_BETWEEN_TURNS);
			if (!passed.hasRoom()) {
				return false;
			}
			if (next != null && (empty || next.end <= this.waiting.left())) {
				turn(sources.remove(), sources, passed);
			}
			else if (empty) {
				return false;
			}
		}
		return true;
	}

	private void turn(Entry entry, Queue<Entry> sources, PassedFrames passed) {
		for (int i = 0; i < FRAMES_OF_A_TURN && passed.hasRoom() && !passed.isFull(); i++) {
			OutboundFrame frame = entry.source.next();
			if (frame == null) {
				break;
			}
			passed.pass(frame);
		}
		if (entry.source.turnEnded()) {
			sources.add(entry);
		}
	}

	/**
	 * Remove all sources. For the writing thread, while another may do so as well.
	 */
	synchronized void clear() {
		Queue<Entry> sources = this.sources;
		while (poll(sources) != null) {
			// Nothing more is sent.
		}
	}

	private static @Nullable Entry poll(@Nullable Queue<Entry> sources) {
		return (sources != null) ? sources.poll() : null;
	}

	/**
	 * Source that waits for its turn.
	 *
	 * @param source the source
	 * @param end the number of frames to leave the queue before it
	 */
	private record Entry(FrameSource source, long end) {

	}

}
