package io.grest.ws.conformance;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import io.grest.ws.conformance.RawPeer.Arrival;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived on one connection and no step has read yet. Frames that the case
 * passes over are left out; the credit that they give is counted all the same.
 */
final class Inbox {

	private final RawPeer peer;

	private final Credits credits = new Credits();

	private final FrameCounts counts = new FrameCounts();

	private final Acknowledgements acknowledgements = new Acknowledgements();

	// Came while a step waited for credit or an acknowledgement, in order.
	private final Deque<Arrival> unread = new ArrayDeque<>();

	// The letters of types that no step sees.
	private String aside = "";

	// Null if frames of any kind are seen.
	private @Nullable FramePattern ignored;

	Inbox(RawPeer peer) {
		this.peer = peer;
	}

	/**
	 * Pass over frames of these types.
	 */
	void putAside(String letters) {
		this.aside = letters;
	}

	/**
	 * Pass over frames that match, in place of those before.
	 * @param pattern the pattern, or {@code null} to pass over none
	 */
	void ignore(@Nullable FramePattern pattern) {
		this.ignored = pattern;
	}

	/**
	 * The frames of this connection that count.
	 */
	FrameCounts counts() {
		return this.counts;
	}

	/**
	 * Count a frame that is sent, and use its credit.
	 */
	void sent(String text) {
		this.counts.countSent(text);
		RawFrame frame = RawFrame.split(text);
		if (frame != null) {
			this.credits.sent(frame);
		}
	}

	/**
	 * Return what arrives next. A frame that a step reads is to be counted by the step.
	 * @return what arrived, or {@code null} if nothing did until the deadline
	 */
	@Nullable Arrival poll(Deadline deadline) {
		Arrival arrival = take(deadline);
		while (arrival != null && isPassedOver(arrival)) {
			arrival = deadline.isOver() ? null : take(deadline);
		}
		return arrival;
	}

	private @Nullable Arrival take(Deadline deadline) {
		return this.unread.isEmpty() ? receive(deadline.left()) : this.unread.remove();
	}

	private boolean isPassedOver(Arrival arrival) {
		if (arrival.kind() != Arrival.Kind.TEXT) {
			return false;
		}
		String text = arrival.text();
		return isAside(text) || (this.ignored != null && this.ignored.mismatch(text) == null);
	}

	private boolean isAside(String text) {
		return !text.isEmpty() && this.aside.indexOf(text.charAt(0)) >= 0;
	}

	/**
	 * Wait for an acknowledgement among what is put aside. Other frames stay unread.
	 * @param count the count that it has
	 * @throws AssertionError if it does not come, or if one before it is wrong
	 */
	void awaitAcknowledgement(long count, Deadline deadline) {
		while (!this.acknowledgements.have(count)) {
			Check.that(hear(deadline.left()), "expected an acknowledgement of %d, came %s; unread: %s", count,
					this.acknowledgements, this.unread);
		}
	}

	/**
	 * Wait for credit, and read the frames that give it. Others stay unread.
	 * @param id the id of the call that the credit is for
	 * @param atLeast the credit to wait for
	 * @param atMost the credit that must not be exceeded meanwhile
	 * @throws AssertionError if the credit does not come, or exceeds the limit
	 */
	void awaitCredit(String id, long atLeast, long atMost, Deadline deadline) {
		checkCredit(id, atMost);
		while (this.credits.left(id) < atLeast) {
			Check.that(hear(deadline.left()), "expected credit of %d for %s, came %d; unread: %s", atLeast, id,
					this.credits.left(id), this.unread);
			checkCredit(id, atMost);
		}
		// What has come already counts too.
		while (!deadline.isOver() && hear(Duration.ZERO)) {
			checkCredit(id, atMost);
		}
		this.unread.stream()
			.filter((arrival) -> gives(arrival, id))
			.forEach((arrival) -> this.counts.countReceived(arrival.text()));
		this.unread.removeIf((arrival) -> gives(arrival, id));
	}

	private void checkCredit(String id, long atMost) {
		long left = this.credits.left(id);
		Check.that(left <= atMost, "expected credit of at most %d for %s, came %d", atMost, id, left);
	}

	private boolean hear(Duration timeout) {
		Arrival arrival = receive(timeout);
		if (arrival == null) {
			return false;
		}
		this.unread.add(arrival);
		return arrival.isMessage();
	}

	private @Nullable Arrival receive(Duration timeout) {
		Arrival arrival = this.peer.poll(timeout);
		if (arrival != null && arrival.kind() == Arrival.Kind.TEXT && isAside(arrival.text())) {
			this.acknowledgements.putAside(arrival.text());
		}
		RawFrame frame = frame(arrival);
		if (frame != null) {
			this.credits.received(frame);
		}
		return arrival;
	}

	private static boolean gives(Arrival arrival, String id) {
		RawFrame frame = frame(arrival);
		return frame != null && frame.type().equals("q") && frame.bareId().equals(id);
	}

	private static @Nullable RawFrame frame(@Nullable Arrival arrival) {
		return (arrival != null && arrival.kind() == Arrival.Kind.TEXT) ? RawFrame.split(arrival.text()) : null;
	}

}
