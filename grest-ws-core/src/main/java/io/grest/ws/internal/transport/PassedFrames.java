package io.grest.ws.internal.transport;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.grest.ws.protocol.OutboundFrame;
import org.jspecify.annotations.Nullable;

/**
 * The frames that have gone from a queue to its transport, and when they are flushed. For
 * the draining thread, unless a method says otherwise.
 */
final class PassedFrames {

	private static final AtomicLongFieldUpdater<PassedFrames> BYTES = AtomicLongFieldUpdater
		.newUpdater(PassedFrames.class, "bytes");

	// A peer that called so often at once can begin with the answers while this side goes
	// on. Where other peers wait on the same event loop, to flush once is worth more.
	private static final int BURST = 16;

	// How many queues of an event loop have frames to be flushed.
	private static final ThreadLocal<int[]> UNFLUSHED = ThreadLocal.withInitial(() -> new int[1]);

	private final SocketTransport transport;

	private final TrafficLog traffic;

	// So far.
	private volatile long bytes;

	// Since the last flush.
	private int unflushedFrames;

	private long unflushedBytes;

	// The event loop's count of queues with frames to be flushed, while this is one of
	// them.
	private int @Nullable [] unflushed;

	PassedFrames(SocketTransport transport, TrafficLog traffic) {
		this.transport = transport;
		this.traffic = traffic;
	}

	/**
	 * The bytes so far, for any thread.
	 */
	long bytes() {
		return this.bytes;
	}

	/**
	 * Pass a frame on, to be flushed at the end of the round.
	 */
	void pass(OutboundFrame frame) {
		this.unflushedFrames++;
		this.unflushedBytes += frame.length();
		BYTES.lazySet(this, this.bytes + frame.length());
		this.traffic.sending(frame);
		this.transport.write(frame.bytes());
	}

	/**
	 * Pass a frame on outside of a round.
	 * @return whether a round is needed to flush it: it is the first since the last one
	 */
	boolean passAtOnce(OutboundFrame frame) {
		pass(frame);
		if (this.unflushed == null) {
			this.unflushed = UNFLUSHED.get();
			this.unflushed[0]++;
			return true;
		}
		if (this.unflushedFrames >= BURST && this.unflushed[0] == 1) {
			flush();
		}
		return false;
	}

	/**
	 * Whether frames were passed on outside of a round, and none has ended since.
	 */
	boolean isUnflushed() {
		return this.unflushed != null;
	}

	/**
	 * A round ends.
	 * @param pinged whether there is something to be flushed besides frames
	 */
	void endRound(boolean pinged) {
		if (this.unflushed != null) {
			this.unflushed[0]--;
			this.unflushed = null;
		}
		if (this.unflushedFrames > 0) {
			flush();
		}
		else if (pinged) {
			this.transport.flush();
		}
	}

	private void flush() {
		this.transport.flush();
		this.traffic.sent(this.unflushedFrames, this.unflushedBytes);
		this.unflushedFrames = 0;
		this.unflushedBytes = 0;
	}

}
