package io.grest.ws.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.grest.ws.conformance.RawPeer.Arrival;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the steps of one case do, on the raw peer of the end under test. A step that this
 * end has no use for fails.
 */
abstract class Conversation {

	private static final Pattern REFERENCE = Pattern.compile("\\$\\{([\\w.]+)}");

	private static final JsonMapper MAPPER = new JsonMapper();

	private final Map<String, RawFrame> kept = new HashMap<>();

	private final Map<RawPeer, Inbox> inboxes = new HashMap<>();

	// Random for each case, so that no two of them meet.
	private final String caseId = String.format("%08x", ThreadLocalRandom.current().nextInt());

	/**
	 * The raw peer that the steps speak through.
	 */
	abstract RawPeer peer();

	private Inbox inbox() {
		return this.inboxes.computeIfAbsent(peer(), Inbox::new);
	}

	void connect(String path, Map<String, String> headers) {
		throw new UnsupportedOperationException("connect is a step of a server's case");
	}

	/**
	 * Use a connection from now on, that of the name or, without one, the last.
	 */
	void on(String name) {
		assertThat(name).as("the connection of a step, of which there is one").isNull();
	}

	/**
	 * Pass over frames of these types.
	 */
	void putAside(String letters) {
		inbox().putAside((letters != null) ? letters : "");
	}

	/**
	 * Pass over frames that match from now on.
	 * @param pattern the pattern, or {@code null} to pass over none any more
	 */
	void ignore(FramePattern pattern) {
		inbox().ignore(pattern);
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

	void call(String method, JsonNode input, String as) {
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
		items.frames().forEach((frame) -> assertThat(nextText(deadline)).isEqualTo(resolve(frame)));
	}

	/**
	 * Return a value with the parts of earlier frames that it refers to.
	 */
	JsonNode resolve(JsonNode value) {
		return MAPPER.readTree(resolve(value.toString()));
	}

	private String resolve(String text) {
		return REFERENCE.matcher(text).replaceAll((reference) -> Matcher.quoteReplacement(part(reference.group(1))));
	}

	private String part(String reference) {
		if (reference.equals("case.id")) {
			return this.caseId;
		}
		String[] names = reference.split("\\.");
		assertThat(this.kept).as("frames matched so far").containsKey(names[0]);
		RawFrame frame = this.kept.get(names[0]);
		return names[1].equals("id") ? frame.id()
				: MAPPER.readTree(frame.data())
					.at("/" + String.join("/", Arrays.asList(names).subList(2, names.length)))
					.asString();
	}

	void sendBinary(byte[] bytes) {
		peer().sendBinary(bytes);
	}

	void sendClose(int code) {
		peer().sendClose(code);
	}

	void drop(boolean really) {
		assertThat(really).as("drop").isTrue();
		peer().drop();
	}

	void expect(String frame) {
		assertThat(nextText(Deadline.in(RawPeer.TIMEOUT))).isEqualTo(frame);
	}

	/**
	 * Expect frames, in any order.
	 */
	void match(List<FramePattern> patterns) {
		List<String> frames = new ArrayList<>();
		Deadline deadline = Deadline.in(RawPeer.TIMEOUT);
		patterns.forEach((pattern) -> frames.add(nextText(deadline)));
		List<String> mismatches = new ArrayList<>();
		if (!matchAll(patterns, frames, mismatches)) {
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
			this.kept.put(pattern.as(), pattern.kept(frame));
		}
	}

	private String nextText(Deadline deadline) {
		Arrival arrival = next(deadline);
		assertThat(arrival.kind()).as("what arrived: %s", arrival).isEqualTo(Arrival.Kind.TEXT);
		return arrival.text();
	}

	private Arrival next(Deadline deadline) {
		Arrival arrival = inbox().poll(deadline);
		assertThat(arrival).as("what arrives within " + RawPeer.TIMEOUT).isNotNull();
		return arrival;
	}

	void expectSilence(Duration duration) {
		assertThat(inbox().poll(Deadline.in(duration))).as("what arrives within " + duration).isNull();
	}

	void expectClose(int code, String reason) {
		Arrival arrival = next(Deadline.in(RawPeer.TIMEOUT));
		assertThat(arrival.kind()).as("what arrived: %s", arrival).isEqualTo(Arrival.Kind.CLOSE);
		assertThat(arrival.code()).isEqualTo(code);
		if (reason != null) {
			assertThat(arrival.text()).isEqualTo(reason);
		}
	}

	void expectOpen(String request) {
		send(request);
		match(List.of(FramePattern.ok(RawFrame.split(request))));
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
