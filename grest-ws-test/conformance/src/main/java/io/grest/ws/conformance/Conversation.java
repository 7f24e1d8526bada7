package io.grest.ws.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.grest.ws.conformance.RawPeer.Arrival;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the steps of one case do, on the raw peer of the end under test. A step that this
 * end has no use for fails.
 */
abstract class Conversation {

	// What the end of a connection is given to be seen on the other side.
	private static final Duration PAUSE = Duration.ofMillis(100);

	private final Map<RawPeer, Inbox> inboxes = new HashMap<>();

	private final References references = new References((name) -> inbox(peer(name)).counts());

	/**
	 * The raw peer that the steps speak through.
	 */
	abstract RawPeer peer();

	/**
	 * The raw peer of the connection of a name.
	 */
	RawPeer peer(String name) {
		throw new AssertionError("No connection has the name " + name);
	}

	private Inbox inbox() {
		return inbox(peer());
	}

	private Inbox inbox(RawPeer peer) {
		return this.inboxes.computeIfAbsent(peer, Inbox::new);
	}

	void connect(String path, Map<String, String> headers) {
		throw new UnsupportedOperationException("connect is a step of a server's case");
	}

	/**
	 * Use a connection from now on, that of the name or, without one, the last.
	 */
	void on(@Nullable String name) {
		Check.that(name == null, "There is one connection, which has no name: %s", name);
	}

	/**
	 * Let the counts of this connection go on from those of another.
	 * @param name the name of that connection, or {@code null} to begin with 0
	 */
	void goOnFrom(@Nullable String name) {
		if (name != null) {
			inbox().counts().goOnFrom(inbox(peer(name)).counts());
		}
	}

	/**
	 * Pass over frames of these types.
	 */
	void putAside(@Nullable String letters) {
		inbox().putAside((letters != null) ? letters : "");
	}

	/**
	 * Pass over frames that match from now on.
	 * @param pattern the pattern, or {@code null} to pass over none any more
	 */
	void ignore(@Nullable FramePattern pattern) {
		inbox().ignore((pattern != null) ? pattern.resolve(this.references) : null);
	}

	/**
	 * Do nothing.
	 */
	void pause(Duration duration) {
		try {
			Thread.sleep(duration.toMillis());
		}
		catch (InterruptedException ex) {
			throw new AssertionError("Interrupted while waiting", ex);
		}
	}

	void call(String method, @Nullable JsonNode input, @Nullable String as) {
		throw new UnsupportedOperationException("call is a step of a client's case");
	}

	void expectReturned(String call, JsonNode value) {
		throw new UnsupportedOperationException("returns is a step of a client's case");
	}

	void expectFailed(String call, JsonNode error) {
		throw new UnsupportedOperationException("fails is a step of a client's case");
	}

	void send(String frame) {
		String resolved = resolve(frame);
		inbox().sent(resolved);
		peer().send(resolved);
	}

	/**
	 * Send numbers as the items of a stream, each as soon as there is credit for it.
	 * @param atMost the credit that must not be exceeded meanwhile
	 */
	void feed(Items items, long atMost) {
		Deadline deadline = Deadline.in(RawPeer.TIMEOUT);
		String id = resolve(items.id());
		items.frames().forEach((frame) -> {
			inbox().awaitCredit(id, 1, atMost, deadline);
			send(frame);
		});
		inbox().awaitCredit(id, 0, atMost, deadline);
	}

	/**
	 * Expect credit that is not used up.
	 */
	void expectCredit(String id, long atLeast, long atMost) {
		inbox().awaitCredit(resolve(id), atLeast, atMost, Deadline.in(RawPeer.TIMEOUT));
	}

	/**
	 * Expect numbers as the items of a stream.
	 */
	void expectItems(Items items) {
		Deadline deadline = Deadline.in(RawPeer.TIMEOUT);
		items.frames().forEach((frame) -> Check.equal(resolve(frame), nextText(deadline)));
	}

	/**
	 * Expect an acknowledgement among what is put aside.
	 */
	void expectAcknowledgement(long count, Duration within) {
		inbox().awaitAcknowledgement(count, Deadline.in(within));
	}

	/**
	 * Return a text with the parts of earlier frames that it refers to.
	 */
	final String resolve(String text) {
		return this.references.resolve(text);
	}

	void sendBinary(byte[] bytes) {
		peer().sendBinary(bytes);
	}

	void sendClose(int code) {
		peer().sendClose(code);
	}

	void drop(boolean really) {
		Check.that(really, "drop is true or left out");
		peer().drop();
	}

	void expect(String frame) {
		Check.equal(resolve(frame), nextText(Deadline.in(RawPeer.TIMEOUT)));
	}

	/**
	 * Expect frames, in any order.
	 */
	void match(List<FramePattern> patterns) {
		List<String> frames = new ArrayList<>();
		Deadline deadline = Deadline.in(RawPeer.TIMEOUT);
		patterns.forEach((pattern) -> frames.add(nextText(deadline)));
		List<String> mismatches = new ArrayList<>();
		List<FramePattern> resolved = patterns.stream().map((pattern) -> pattern.resolve(this.references)).toList();
		if (!matchAll(resolved, frames, mismatches)) {
			throw new AssertionError(String.join("\n", mismatches));
		}
	}

	private boolean matchAll(List<FramePattern> patterns, List<String> frames, List<String> mismatches) {
		if (patterns.isEmpty()) {
			return true;
		}
		FramePattern pattern = patterns.get(0);
		for (String frame : frames) {
			String mismatch = pattern.mismatch(frame);
			if (mismatch != null) {
				mismatches.add(frame + "\n  " + mismatch);
				continue;
			}
			List<String> others = new ArrayList<>(frames);
			others.remove(frame);
			if (matchAll(patterns.subList(1, patterns.size()), others, mismatches)) {
				keep(pattern, frame);
				return true;
			}
		}
		return false;
	}

	private void keep(FramePattern pattern, String frame) {
		if (pattern.as() != null) {
			this.references.keep(pattern.as(), pattern.kept(frame));
		}
	}

	private String nextText(Deadline deadline) {
		Arrival arrival = next(deadline);
		Check.that(arrival.kind() == Arrival.Kind.TEXT, "expected a text frame, came %s", arrival);
		inbox().counts().countReceived(arrival.text());
		return arrival.text();
	}

	private Arrival next(Deadline deadline) {
		Arrival arrival = inbox().poll(deadline);
		return Check.present(arrival, "expected a frame or a close, came nothing within %s", RawPeer.TIMEOUT);
	}

	void expectSilence(Duration duration) {
		Arrival arrival = inbox().poll(Deadline.in(duration));
		Check.that(arrival == null, "expected nothing within %s, came %s", duration, arrival);
	}

	void expectClose(int code, @Nullable String reason) {
		Arrival arrival = next(Deadline.in(RawPeer.TIMEOUT));
		boolean closes = arrival.kind() == Arrival.Kind.CLOSE && arrival.code() == code
				&& (reason == null || reason.equals(arrival.text()));
		Check.that(closes, "expected close %s %s, came %s", code, (reason != null) ? reason : "", arrival);
	}

	/**
	 * Pass over frames until the connection ends, and wait until the other side has seen
	 * the end as well.
	 */
	void expectEnd(boolean really) {
		Check.that(really, "ended is true or left out");
		Deadline deadline = Deadline.in(RawPeer.TIMEOUT);
		Arrival arrival = next(deadline);
		while (arrival.isMessage()) {
			arrival = next(deadline);
		}
		pause(PAUSE);
	}

	void expectOpen(String request) {
		RawFrame sent = Check.present(RawFrame.split(resolve(request)), "A request has three colons: %s", request);
		send(request);
		match(List.of(FramePattern.ok(sent)));
	}

	/**
	 * Items of a stream.
	 *
	 * @param id the id of the call
	 * @param first the first number
	 * @param last the last number
	 */
	record Items(String id, int first, int last) {

		Stream<String> frames() {
			return IntStream.rangeClosed(this.first, this.last).mapToObj((number) -> "n::" + this.id + ":" + number);
		}

	}

}
