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

	private static final JsonNode OK = new JsonMapper().readTree("{\"success\":true,\"type\":\"OK\"}");

	private final Map<String, RawFrame> kept = new HashMap<>();

	// Letters of frames that no step sees, by the connection.
	private final Map<RawPeer, String> aside = new HashMap<>();

	// Random for each case, so that no two of them meet.
	private final String caseId = String.format("%08x", ThreadLocalRandom.current().nextInt());

	/**
	 * The raw peer that the steps speak through.
	 */
	abstract RawPeer peer();

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
		this.aside.put(peer(), (letters != null) ? letters : "");
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
		peer().send(resolve(frame));
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
		assertThat(nextText()).isEqualTo(frame);
	}

	/**
	 * Expect frames, in any order.
	 */
	void match(List<FramePattern> patterns) {
		List<String> frames = new ArrayList<>();
		patterns.forEach((pattern) -> frames.add(nextText()));
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
			this.kept.put(pattern.as(), RawFrame.split(frame));
		}
	}

	private String nextText() {
		String letters = this.aside.getOrDefault(peer(), "");
		String text;
		do {
			Arrival arrival = peer().next();
			assertThat(arrival.kind()).as("what arrived: %s", arrival).isEqualTo(Arrival.Kind.TEXT);
			text = arrival.text();
		}
		while (letters.indexOf(text.charAt(0)) >= 0);
		return text;
	}

	void expectSilence(Duration duration) {
		peer().expectSilence(duration);
	}

	void expectClose(int code, String reason) {
		Arrival arrival = peer().next();
		assertThat(arrival.kind()).as("what arrived: %s", arrival).isEqualTo(Arrival.Kind.CLOSE);
		assertThat(arrival.code()).isEqualTo(code);
		if (reason != null) {
			assertThat(arrival.text()).isEqualTo(reason);
		}
	}

	void expectOpen(String request) {
		send(request);
		RawFrame sent = RawFrame.split(request);
		match(List.of(new FramePattern("s", sent.path(), sent.id(), OK, null, null, null)));
	}

}
