package io.grest.ws.internal.transport;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.grest.ws.internal.wire.OutboundFrame;
import org.jspecify.annotations.Nullable;

/**
 * Frames and pings passed from a queue to its transport, with the decision when to flush.
 * For the writing thread, unless a method says otherwise.
 */
final class PassedFrames {

	private static final AtomicLongFieldUpdater<PassedFrames> BYTES = AtomicLongFieldUpdater
		.newUpdater(PassedFrames.class, "bytes");

	// Replaced while nothing is passed on.
	private SocketTransport transport;

	private final TrafficLog traffic;

	private final int part = FlushBursts.part();

	// Bytes so far.
	private volatile long bytes;

	// Since the last flush.
	private int unflushedFrames;

	private long unflushedBytes;

	private boolean unflushedPing;

	// Set by any thread.
	private volatile boolean pingDue;

	// The event loop's number of queues with unflushed frames, while this is one of them.
	private int @Nullable [] unflushed;

	// Null if frames are not counted. Set before the first counted frame.
	private volatile @Nullable SentFrames sent;

	PassedFrames(SocketTransport transport, TrafficLog traffic) {
		this.transport = transport;
		this.traffic = traffic;
	}

	/**
	 * Count frames from now on, and keep them. For any thread.
	 */
	void count(SentFrames sent) {
		this.sent = sent;
	}

	/**
	 * Pass frames to another transport from now on.
	 */
	void use(SocketTransport transport) {
		endRound();
		this.transport = transport;
		this.pingDue = false;
	}

	/**
	 * Return whether items of streams have to wait, as too much is not acknowledged.
	 */
	boolean isFull() {
		SentFrames sent = this.sent;
		return sent != null && sent.isFull();
	}

	/**
	 * Return the bytes passed so far. For any thread.
	 */
	long bytes() {
		return this.bytes;
	}

	boolean hasRoom() {
		return this.transport.isReady();
	}

	/**
	 * Pass a frame to the transport, to be flushed at the end of the round.
	 */
	void pass(OutboundFrame frame) {
		SentFrames sent = this.sent;
		if (sent != null) {
			sent.passed(frame);
		}
		passAgain(frame);
	}

	/**
	 * Pass a frame to the transport that has been counted before.
	 */
	void passAgain(OutboundFrame frame) {
		this.unflushedFrames++;
		this.unflushedBytes += frame.length();
		BYTES.lazySet(this, this.bytes + frame.length());
		this.traffic.sending(frame);
		this.transport.write(frame.bytes());
	}

	/**
	 * Pass waiting frames to the transport, while it has room.
	 * @param waiting the frames
	 * @param limit the number of frames to pass at most
	 * @return whether no frame waits any more
	 */
	boolean passAll(WaitingFrames waiting, int limit) {
		for (int i = 0; i < limit && this.transport.isReady(); i++) {
			OutboundFrame frame = waiting.take();
			if (frame == null) {
				return true;
			}
			pass(frame);
		}
		return false;
	}

	/**
	 * Request a ping in the next round with room for it. For any thread.
	 */
	void requestPing() {
		this.pingDue = true;
	}

	/**
	 * Pass the requested ping, if any, to the transport, if it has room.
	 */
	void passPing() {
		if (this.pingDue && this.transport.isReady()) {
			this.pingDue = false;
			this.transport.ping();
			this.unflushedPing = true;
		}
	}

	/**
	 * Pass a frame to the transport outside of a round.
	 * @return whether a round is needed to flush it, because it is the first frame since
	 * the last round
	 */
	boolean passAtOnce(OutboundFrame frame) {
		pass(frame);
		if (this.unflushed == null) {
			this.unflushed = FlushBursts.begin();
			return true;
		}
		if (this.unflushedFrames >= this.part && this.unflushed[0] == 1) {
			flush();
		}
		return false;
	}

	/**
	 * Return whether frames were passed outside of a round, and no round has ended since.
	 */
	boolean isUnflushed() {
		return this.unflushed != null;
	}

	/**
	 * End a round, and flush what was passed.
	 */
	void endRound() {
		if (this.unflushed != null) {
			FlushBursts.end(this.unflushed);
			this.unflushed = null;
		}
		if (this.unflushedFrames > 0) {
			flush();
		}
		else if (this.unflushedPing) {
			this.transport.flush();
		}
		this.unflushedPing = false;
		SentFrames sent = this.sent;
		if (sent != null) {
			// An idle connection keeps nothing that has arrived.
			sent.trim();
		}
	}

	private void flush() {
		this.transport.flush();
		this.traffic.sent(this.unflushedFrames, this.unflushedBytes);
		this.unflushedFrames = 0;
		this.unflushedBytes = 0;
	}

}
