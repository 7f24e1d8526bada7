package io.grest.ws.conformance;

import java.time.Duration;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.server.ResumableSessions.Limits;

/**
 * The options of a case, as ours take them.
 */
final class CaseLimits {

	private CaseLimits() {
	}

	/**
	 * Return the limits of each connection.
	 */
	static ConnectionOptions connection(CaseOptions asked) {
		ConnectionOptions.Builder options = ConnectionOptions.DEFAULTS.mutate();
		if (asked.handshakeTimeoutMillis() != null) {
			options.handshakeTimeout(Duration.ofMillis(asked.handshakeTimeoutMillis()));
		}
		if (asked.requestTimeoutMillis() != null) {
			options.requestTimeout(Duration.ofMillis(asked.requestTimeoutMillis()));
		}
		if (asked.resumeFrames() != null) {
			options.replayFrames(asked.resumeFrames());
		}
		return options.build();
	}

	/**
	 * Return the limits of sessions whose clients are away.
	 */
	static Limits sessions(CaseOptions asked) {
		Limits limits = Limits.DEFAULTS;
		return (asked.resumeTtlMillis() != null) ? new Limits(Duration.ofMillis(asked.resumeTtlMillis()),
				limits.total(), limits.perUser(), limits.size()) : limits;
	}

}
