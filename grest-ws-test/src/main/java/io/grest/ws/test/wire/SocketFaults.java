package io.grest.ws.test.wire;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.util.Assert;

/**
 * Faults of the network between both sides. A fault lasts until {@link #none()} or the
 * end of the test. Faults can be combined. Unless noted otherwise, they affect the frames
 * of both directions, whatever the transport.
 *
 * @since 0.1.0
 */
public final class SocketFaults {

	private static final long NEVER = Long.MAX_VALUE;

	private static final Duration OVERTAKING = Duration.ofMillis(100);

	// The number of frames that pass before the cut.
	private final AtomicLong untilCut = new AtomicLong(NEVER);

	private volatile boolean halfOpen;

	private volatile boolean duplicating;

	private volatile Duration overtaking = Duration.ZERO;

	private volatile Duration delay = Duration.ZERO;

	private volatile long bytesPerSecond = NEVER;

	SocketFaults() {
	}

	/**
	 * Cut the connection without a close frame, after a number of further frames.
	 * @param frames the number of frames, of both directions together
	 * @return this
	 */
	public SocketFaults cutAfter(int frames) {
		Assert.isTrue(frames > 0, "frames must be positive: to cut at once, use drop()");
		this.untilCut.set(frames);
		return this;
	}

	/**
	 * Lose everything that either side sends, including closes, without an error on
	 * either side.
	 * @return this
	 */
	public SocketFaults halfOpen() {
		this.halfOpen = true;
		return this;
	}

	/**
	 * Delay frames, one after another.
	 * @param delay the delay of each frame
	 * @return this
	 */
	public SocketFaults delay(Duration delay) {
		this.delay = delay;
		return this;
	}

	/**
	 * Deliver each frame twice.
	 * @return this
	 */
	public SocketFaults duplicate() {
		this.duplicating = true;
		return this;
	}

	/**
	 * Let each frame be overtaken by the next one of its direction, if that comes within
	 * 100 milliseconds. A handshake is not reordered.
	 * @return this
	 */
	public SocketFaults reorder() {
		return reorder(OVERTAKING);
	}

	/**
	 * Let each frame be overtaken by the next one of its direction. A handshake is not
	 * reordered.
	 * @param patience the time that a frame waits for the next one
	 * @return this
	 */
	public SocketFaults reorder(Duration patience) {
		this.overtaking = patience;
		return this;
	}

	/**
	 * Receive slowly, so that the other side's queues fill up. Affects received frames
	 * only.
	 * @param bytesPerSecond the number of bytes to read in a second
	 * @return this
	 */
	public SocketFaults slowReader(long bytesPerSecond) {
		Assert.isTrue(bytesPerSecond > 0, "bytesPerSecond must be positive");
		this.bytesPerSecond = bytesPerSecond;
		return this;
	}

	/**
	 * Remove all faults.
	 * @return this
	 */
	public SocketFaults none() {
		this.untilCut.set(NEVER);
		this.halfOpen = false;
		this.duplicating = false;
		this.overtaking = Duration.ZERO;
		this.delay = Duration.ZERO;
		this.bytesPerSecond = NEVER;
		return this;
	}

	/**
	 * Return whether frames may be lost or delayed.
	 * @return {@code true} if any fault but a cut is set
	 */
	public boolean isActive() {
		return this.halfOpen || !this.overtaking.isZero() || this.duplicating || !this.delay.isZero()
				|| this.bytesPerSecond != NEVER;
	}

	/**
	 * Count a frame.
	 * @return whether to cut the connection after the frame
	 */
	boolean isLast() {
		return this.untilCut.getAndUpdate((left) -> (left == NEVER || left == 1) ? NEVER : left - 1) == 1;
	}

	boolean isHalfOpen() {
		return this.halfOpen;
	}

	boolean isDuplicating() {
		return this.duplicating;
	}

	boolean isReordering() {
		return !this.overtaking.isZero();
	}

	Duration overtaking() {
		return this.overtaking;
	}

	Duration sendDelay() {
		return this.delay;
	}

	Duration receiveDelay(int bytes) {
		return (this.bytesPerSecond != NEVER)
				? this.delay.plusNanos((long) (bytes * (double) Duration.ofSeconds(1).toNanos() / this.bytesPerSecond))
				: this.delay;
	}

}
