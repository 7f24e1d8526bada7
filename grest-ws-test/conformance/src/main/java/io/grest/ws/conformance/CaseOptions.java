package io.grest.ws.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The options of a case, for the end under test. Cases with the same share a server.
 *
 * @param handshakeTimeoutMillis the timeout of a handshake, or {@code null} for the
 * default
 * @param requestTimeoutMillis the timeout of a call, or {@code null} for the default
 * @param resumeTtlMillis how long a session is kept while its client is away, or
 * {@code null} for the default
 * @param resumeFrames how many frames a session keeps until they are acknowledged, or
 * {@code null} for the default
 */
record CaseOptions(@Nullable Integer handshakeTimeoutMillis, @Nullable Integer requestTimeoutMillis,
		@Nullable Integer resumeTtlMillis, @Nullable Integer resumeFrames) {

	static final List<String> NAMES = List.of("handshakeTimeoutMillis", "requestTimeoutMillis", "resumeTtlMillis",
			"resumeFrames");

	static CaseOptions read(Keys keys) {
		Map<String, Integer> values = new LinkedHashMap<>();
		for (String name : NAMES) {
			JsonNode value = keys.find(name);
			if (value != null) {
				values.put(name, value.intValue());
			}
		}
		return of(values);
	}

	/**
	 * Create options.
	 * @param values the options that are not the default, by name
	 */
	static CaseOptions of(Map<String, Integer> values) {
		return new CaseOptions(values.get("handshakeTimeoutMillis"), values.get("requestTimeoutMillis"),
				values.get("resumeTtlMillis"), values.get("resumeFrames"));
	}

	private Map<String, Integer> values() {
		Map<String, Integer> values = new LinkedHashMap<>();
		add(values, "handshakeTimeoutMillis", this.handshakeTimeoutMillis);
		add(values, "requestTimeoutMillis", this.requestTimeoutMillis);
		add(values, "resumeTtlMillis", this.resumeTtlMillis);
		add(values, "resumeFrames", this.resumeFrames);
		return values;
	}

	private static void add(Map<String, Integer> values, String name, @Nullable Integer value) {
		if (value != null) {
			values.put(name, value);
		}
	}

	/**
	 * Return the options as the command takes them, such as {@code resumeFrames=8}.
	 */
	@Override
	public String toString() {
		return values().entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(","));
	}

}
