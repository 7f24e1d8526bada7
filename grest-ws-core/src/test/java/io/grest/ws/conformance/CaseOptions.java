package io.grest.ws.conformance;

import java.time.Duration;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.server.ResumableSessions.Limits;
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

	static CaseOptions read(Keys keys) {
		return new CaseOptions(number(keys, "handshakeTimeoutMillis"), number(keys, "requestTimeoutMillis"),
				number(keys, "resumeTtlMillis"), number(keys, "resumeFrames"));
	}

	private static @Nullable Integer number(Keys keys, String key) {
		JsonNode value = keys.find(key);
		return (value != null) ? value.intValue() : null;
	}

	/**
	 * Return the limits of each connection.
	 */
	ConnectionOptions connection() {
		ConnectionOptions.Builder options = ConnectionOptions.DEFAULTS.mutate();
		if (this.handshakeTimeoutMillis != null) {
			options.handshakeTimeout(Duration.ofMillis(this.handshakeTimeoutMillis));
		}
		if (this.requestTimeoutMillis != null) {
			options.requestTimeout(Duration.ofMillis(this.requestTimeoutMillis));
		}
		if (this.resumeFrames != null) {
			options.replayFrames(this.resumeFrames);
		}
		return options.build();
	}

	/**
	 * Return the limits of sessions whose clients are away.
	 */
	Limits sessions() {
		Limits limits = Limits.DEFAULTS;
		return (this.resumeTtlMillis != null)
				? new Limits(Duration.ofMillis(this.resumeTtlMillis), limits.total(), limits.perUser(), limits.size())
				: limits;
	}

}
