package io.grest.ws.conformance;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import io.grest.ws.conformance.RawPeer.Arrival;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What has arrived on one connection and no step has read yet. Frames that the case
 * passes over are left out; the credit that they give is counted all the same.
 */
final class Inbox {

	private final RawPeer peer;

	private final Credits credits = new Credits();

	// Came while a step waited for credit, in order.
	private final Deque<Arrival> unread = new ArrayDeque<>();

	// The letters of types that no step sees.
	private String aside = "";

	// Null if frames of any kind are seen.
	private FramePattern ignored;

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
	void ignore(FramePattern pattern) {
		this.ignored = pattern;
	}

	/**
	 * Use the credit of a frame that is sent.
	 */
	void sent(String text) {
		RawFrame frame = RawFrame.split(text);
		if (frame != null) {
			this.credits.sent(frame);
		}
	}

	/**
	 * Read what arrives next.
	 * @return what arrived, or {@code null} if nothing did until the deadline
	 */
	Arrival poll(Deadline deadline) {
		Arrival arrival = take(deadline);
		while (arrival != null && isPassedOver(arrival)) {
			arrival = deadline.isOver() ? null : take(deadline);
		}
		return arrival;
	}

	private Arrival take(Deadline deadline) {
		return this.unread.isEmpty() ? receive(deadline.left()) : this.unread.remove();
	}

	private boolean isPassedOver(Arrival arrival) {
		if (arrival.kind() != Arrival.Kind.TEXT) {
			return false;
		}
		String text = arrival.text();
		boolean isAside = !text.isEmpty() && this.aside.indexOf(text.charAt(0)) >= 0;
		return isAside || (this.ignored != null && this.ignored.mismatch(text) == null);
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
			assertThat(hear(deadline.left())).as("credit of %d for %s; unread: %s", atLeast, id, this.unread).isTrue();
			checkCredit(id, atMost);
		}
		// What has come already counts too.
		while (!deadline.isOver() && hear(Duration.ZERO)) {
			checkCredit(id, atMost);
		}
		this.unread.removeIf((arrival) -> gives(arrival, id));
	}

	private void checkCredit(String id, long atMost) {
		assertThat(this.credits.left(id)).as("the credit of %s", id).isLessThanOrEqualTo(atMost);
	}

	private boolean hear(Duration timeout) {
		Arrival arrival = receive(timeout);
		if (arrival == null) {
			return false;
		}
		this.unread.add(arrival);
		return arrival.isMessage();
	}

	private Arrival receive(Duration timeout) {
		Arrival arrival = this.peer.poll(timeout);
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

	private static RawFrame frame(Arrival arrival) {
		boolean isText = arrival != null && arrival.kind() == Arrival.Kind.TEXT;
		return isText ? RawFrame.split(arrival.text()) : null;
	}

}
