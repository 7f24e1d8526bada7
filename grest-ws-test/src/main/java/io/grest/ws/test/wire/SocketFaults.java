package io.grest.ws.test.wire;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.util.Assert;

/**
 * A network that misbehaves, from the moment that a method here is called until
 * {@link #none()} or the end of the test. What is set adds up. It concerns the frames of
 * both directions, whatever the transport, unless said otherwise.
 *
 * @since 0.1.0
 */
public final class SocketFaults {

	private static final long NEVER = Long.MAX_VALUE;

	private static final Duration OVERTAKING = Duration.ofMillis(100);

	// Frames that may pass before the cut.
	private final AtomicLong untilCut = new AtomicLong(NEVER);

	private volatile boolean halfOpen;

	private volatile boolean duplicating;

	private volatile Duration overtaking = Duration.ZERO;

	private volatile Duration delay = Duration.ZERO;

	private volatile long bytesPerSecond = NEVER;

	SocketFaults() {
	}

	/**
	 * Cut the connection, without a close, right after some more frames.
	 * @param frames how many, of both directions together
	 * @return this
	 */
	public SocketFaults cutAfter(int frames) {
		Assert.isTrue(frames > 0, "Let at least one frame pass, or cut at once by drop()");
		this.untilCut.set(frames);
		return this;
	}

	/**
	 * Lose all that either side sends, closes included, and tell neither.
	 * @return this
	 */
	public SocketFaults halfOpen() {
		this.halfOpen = true;
		return this;
	}

	/**
	 * Hold each frame for a while, one after another.
	 * @param delay how long
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
	 * @param patience how long a frame waits for the next one
	 * @return this
	 */
	public SocketFaults reorder(Duration patience) {
		this.overtaking = patience;
		return this;
	}

	/**
	 * Receive slowly, so that the other side's queues fill up. Concerns what is received
	 * only.
	 * @param bytesPerSecond how much to read
	 * @return this
	 */
	public SocketFaults slowReader(long bytesPerSecond) {
		Assert.isTrue(bytesPerSecond > 0, "bytesPerSecond must be positive");
		this.bytesPerSecond = bytesPerSecond;
		return this;
	}

	/**
	 * Behave again.
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
	 * Whether what is sent may get lost or take its time.
	 * @return {@code true} if any fault but a cut is set
	 */
	public boolean isActive() {
		return this.halfOpen || !this.overtaking.isZero() || this.duplicating || !this.delay.isZero()
				|| this.bytesPerSecond != NEVER;
	}

	/**
	 * Count a frame.
	 * @return whether the connection is to be cut after it
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
