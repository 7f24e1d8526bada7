package io.grest.ws.internal.transport;

import java.util.Queue;

import io.grest.ws.internal.wire.FrameSource;
import io.grest.ws.internal.wire.OutboundFrame;
import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * Turns of the sources of one connection: each passes some frames, then the next. They
 * pass when no frame waits in the queue, and once after some frames of it, so that
 * neither keeps the other from sending. Any thread adds sources, the writing thread gives
 * turns.
 */
final class Turns {

	private static final int FRAMES_OF_A_TURN = 16;

	private static final int FRAMES_BETWEEN_TURNS = 64;

	// So many frames later the event loop reads again: a peer that takes everything may
	// want to cancel.
	private static final int TURNS_OF_A_ROUND = 16;

	private final SocketTransport transport;

	// Null until the first source: most connections have none.
	private volatile @Nullable Queue<FrameSource> sources;

	Turns(SocketTransport transport) {
		this.transport = transport;
	}

	/**
	 * Add a source, which must not be waiting for a turn already.
	 */
	void add(FrameSource source) {
		sources().add(source);
	}

	private Queue<FrameSource> sources() {
		Queue<FrameSource> sources = this.sources;
		if (sources == null) {
			synchronized (this) {
				sources = this.sources;
				if (sources == null) {
					sources = Queues.<FrameSource>unboundedMultiproducer().get();
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
	boolean pass(WaitingFrames waiting, PassedFrames passed) {
		Queue<FrameSource> sources = this.sources;
		if (sources == null) {
			passed.passAll(waiting, Integer.MAX_VALUE);
			return false;
		}
		for (int turns = 0; turns < TURNS_OF_A_ROUND; turns++) {
			boolean empty = passed.passAll(waiting, FRAMES_BETWEEN_TURNS);
			FrameSource source = this.transport.isReady() ? sources.poll() : null;
			if (source != null) {
				turn(source, sources, passed);
			}
			else if (empty || !this.transport.isReady()) {
				return false;
			}
		}
		return true;
	}

	private void turn(FrameSource source, Queue<FrameSource> sources, PassedFrames passed) {
		for (int i = 0; i < FRAMES_OF_A_TURN && this.transport.isReady(); i++) {
			OutboundFrame frame = source.next();
			if (frame == null) {
				break;
			}
			passed.pass(frame);
		}
		if (source.turnEnded()) {
			sources.add(source);
		}
	}

	/**
	 * Move all sources to another queue.
	 */
	void moveTo(OutboundQueue other) {
		Queue<FrameSource> sources = this.sources;
		for (FrameSource source = poll(sources); source != null; source = poll(sources)) {
			other.ready(source);
		}
	}

	/**
	 * Remove all sources.
	 */
	void clear() {
		Queue<FrameSource> sources = this.sources;
		while (poll(sources) != null) {
			// Nothing more is sent.
		}
	}

	private static @Nullable FrameSource poll(@Nullable Queue<FrameSource> sources) {
		return (sources != null) ? sources.poll() : null;
	}

}
