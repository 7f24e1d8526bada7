package io.grest.ws.autoconfigure;

import java.time.Duration;

import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.ResumableSessions.Limits;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Properties of sessions that go on with another socket. With a value out of range the
 * application does not start.
 *
 * @param ttl Time that the session of a client that has lost its socket is kept for.
 * @param maxDetached Maximum number of such sessions. With one more, the one that has
 * been kept longest ends.
 * @param maxDetachedPerUser Maximum number of such sessions of one user, or from one
 * remote address without a user.
 * @param maxSize Maximum size of the frames that are kept for all of them.
 * @param secret Text of 32 characters or more that seals tokens, the same on all nodes.
 * Without one, tokens are valid on one node only, until it stops.
 * @since 0.1.0
 */
@ConfigurationProperties("grest.ws.resume")
public record ResumeProperties(@DefaultValue("2m") Duration ttl, @DefaultValue("10000") int maxDetached,
		@DefaultValue("8") int maxDetachedPerUser, @DefaultValue("64MB") DataSize maxSize, @Nullable String secret) {

	/**
	 * Name of the property with the secret.
	 */
	public static final String SECRET = "grest.ws.resume.secret";

	private static final int SHORTEST_SECRET = 32;

	ResumableSessions toSessions() {
		return new ResumableSessions(toLimits(), toSecret());
	}

	private Limits toLimits() {
		Limits defaults = Limits.DEFAULTS;
		Mapping mapping = new Mapping("grest.ws.resume");
		mapping.map("ttl", this.ttl,
				(value) -> new Limits(value, defaults.total(), defaults.perUser(), defaults.size()));
		mapping.map("max-detached", this.maxDetached,
				(value) -> new Limits(defaults.ttl(), value, defaults.perUser(), defaults.size()));
		mapping.map("max-detached-per-user", this.maxDetachedPerUser,
				(value) -> new Limits(defaults.ttl(), defaults.total(), value, defaults.size()));
		return mapping.map("max-size", this.maxSize,
				(value) -> new Limits(this.ttl, this.maxDetached, this.maxDetachedPerUser, value));
	}

	private String toSecret() {
		String secret = this.secret;
		if (!StringUtils.hasText(secret)) {
			return "";
		}
		if (secret.length() < SHORTEST_SECRET) {
			throw new SocketSetupException(
					"The value of grest.ws.resume.secret, not shown, has fewer than 32 characters.",
					"Set a random text, the same on all nodes, or remove the property for tokens that are valid on one"
							+ " node.");
		}
		return secret;
	}

	/**
	 * Return a text without the secret.
	 */
	@Override
	public String toString() {
		return "ResumeProperties[ttl=" + this.ttl + ", maxDetached=" + this.maxDetached + ", maxDetachedPerUser="
				+ this.maxDetachedPerUser + ", maxSize=" + this.maxSize + "]";
	}

}
