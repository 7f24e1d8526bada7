package io.grest.ws.context;

import java.time.Duration;
import java.util.Optional;

/**
 * Time by which the caller of a method wants its answer. At that time the handler is
 * cancelled and the call answered with {@code DEADLINE_EXCEEDED}. Calls that the handler
 * makes inherit it.
 *
 * <p>
 * Present if the caller has set a timeout and both sides support streams. Immutable.
 *
 * @since 0.1.0
 */
public final class Deadline {

	/**
	 * Key of the deadline in the context of a handler.
	 */
	public static final ContextKey<Deadline> KEY = ContextKey.of("deadline", Deadline.class);

	// By System.nanoTime.
	private final long end;

	private Deadline(long end) {
		this.end = end;
	}

	/**
	 * Create a deadline.
	 * @param remaining the time from now on
	 * @return the deadline
	 */
	public static Deadline after(Duration remaining) {
		return new Deadline(System.nanoTime() + remaining.toNanos());
	}

	/**
	 * Return the time that is left for the call that is being handled, in the synchronous
	 * code of its handler. In a reactive chain, use {@link #KEY}{@code .mono()}.
	 * @return the time, zero if it is over; empty if the call has no deadline
	 */
	public static Optional<Duration> remaining() {
		return KEY.find().map(Deadline::timeLeft);
	}

	/**
	 * Return the time that is left.
	 * @return the time, zero if it is over
	 */
	public Duration timeLeft() {
		return Duration.ofNanos(Math.max(0, this.end - System.nanoTime()));
	}

	/**
	 * Return the time that is left.
	 */
	@Override
	public String toString() {
		return "in " + timeLeft();
	}

}
