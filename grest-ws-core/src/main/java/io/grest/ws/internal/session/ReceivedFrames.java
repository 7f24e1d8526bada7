package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.protocol.FrameType;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Count of the frames that a session has received, which decides when they are
 * acknowledged.
 */
final class ReceivedFrames {

	private static final int MOST_FRAMES = 64;

	private static final long MOST_BYTES = 128 * 1024;

	private static final Duration LONGEST = Duration.ofSeconds(5);

	private final long dueFrames;

	private final long dueBytes;

	private final SessionTimer timer;

	private final Runnable acknowledge;

	private final Disposable.Swap later = Disposables.swap();

	private final AtomicBoolean waiting = new AtomicBoolean();

	// Written by the thread that reads, of one link after another.
	private volatile long count;

	private volatile long acknowledged;

	private long bytes;

	private volatile boolean eachDue;

	private volatile boolean heard;

	// Since the last link began.
	private volatile boolean heardNow;

	/**
	 * Create a count of 0.
	 * @param options the limits of the connection
	 * @param timer the timer of the session
	 * @param acknowledge sends an acknowledgement soon
	 */
	ReceivedFrames(ConnectionOptions options, SessionTimer timer, Runnable acknowledge) {
		this.dueFrames = Math.max(1, Math.min(MOST_FRAMES, options.replayFrames() / 2));
		this.dueBytes = Math.min(MOST_BYTES, options.replaySize().toBytes() / 2);
		this.timer = timer;
		this.acknowledge = acknowledge;
	}

	/**
	 * Count a message, by its letter alone.
	 */
	void received(byte[] bytes, int length) {
		if (!this.heardNow) {
			this.heardNow = true;
			this.heard = true;
		}
		FrameType type = (length > 1 && bytes[1] == ':') ? FrameType.of(bytes[0]) : null;
		if (type == null || !type.isCounted()) {
			return;
		}
		this.count = this.count + 1;
		this.bytes += length;
		if (this.eachDue || this.count - this.acknowledged >= this.dueFrames || this.bytes >= this.dueBytes) {
			acknowledge();
		}
		else if (!this.waiting.get() && this.waiting.compareAndSet(false, true)) {
			this.later.update(this.timer.later(LONGEST, this::acknowledgeLate));
		}
	}

	/**
	 * Acknowledge each frame from now on, at once. For the thread that reads.
	 */
	void acknowledgeEach() {
		this.eachDue = true;
		acknowledge();
	}

	private void acknowledgeLate() {
		this.waiting.set(false);
		if (this.count > this.acknowledged) {
			this.acknowledged = this.count;
			this.acknowledge.run();
		}
	}

	/**
	 * Acknowledge what was received, at once. For the thread that reads.
	 */
	void acknowledge() {
		this.acknowledged = this.count;
		this.bytes = 0;
		this.acknowledge.run();
	}

	/**
	 * Return the number of frames so far. For any thread.
	 */
	long count() {
		return this.count;
	}

	/**
	 * Handle that frames come from another link from now on.
	 */
	void linked() {
		this.heardNow = false;
	}

	/**
	 * Return whether anything was ever received, counted or not.
	 */
	boolean isHeard() {
		return this.heard;
	}

	/**
	 * Return whether anything was received from the current link.
	 */
	boolean isHeardNow() {
		return this.heardNow;
	}

	/**
	 * Acknowledge nothing any more.
	 */
	void end() {
		this.later.dispose();
	}

}
