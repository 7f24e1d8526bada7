package io.grest.ws.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

	private static final Pattern REFERENCE = Pattern.compile("\\$\\{(\\w+)\\.id}");

	private static final JsonNode OK = new JsonMapper().readTree("{\"success\":true,\"type\":\"OK\"}");

	private final Map<String, RawFrame> kept = new HashMap<>();

	/**
	 * The raw peer that the steps speak through.
	 */
	abstract RawPeer peer();

	void connect(String path, Map<String, String> headers) {
		throw new UnsupportedOperationException("connect is a step of a server's case");
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
		peer()
			.send(REFERENCE.matcher(frame).replaceAll((reference) -> Matcher.quoteReplacement(id(reference.group(1)))));
	}

	private String id(String name) {
		assertThat(this.kept).as("frames matched so far").containsKey(name);
		return this.kept.get(name).id();
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

	void match(FramePattern pattern) {
		matchAnyOrder(List.of(pattern));
	}

	void matchAnyOrder(List<FramePattern> patterns) {
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
		Arrival arrival = peer().next();
		assertThat(arrival.kind()).as("what arrived: %s", arrival).isEqualTo(Arrival.Kind.TEXT);
		return arrival.text();
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
		match(new FramePattern("s", sent.path(), sent.id(), OK, null, null, null));
	}

}
