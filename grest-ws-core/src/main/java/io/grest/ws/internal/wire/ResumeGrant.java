package io.grest.ws.internal.wire;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a server says of the session of a client that it accepts.
 *
 * @param token the token for the client's next offer
 * @param ttl how long the session is kept while the client is away
 * @param session which session the client has
 * @param received the number of counted frames that the server has received of it
 * @param topics the topics that the client has joined as it connected, as on the wire
 * @since 0.1.0
 */
public record ResumeGrant(String token, Duration ttl, Kind session, long received, List<String> topics) {

	private static final String TOKEN = "token";

	private static final String TTL = "ttl";

	private static final String SESSION = "session";

	private static final String RECEIVED = "received";

	private static final String TOPICS = "topics";

	/**
	 * Create a grant, copying its list.
	 */
	public ResumeGrant {
		topics = List.copyOf(topics);
	}

	Map<String, Object> toMembers() {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put(TOKEN, this.token);
		members.put(TTL, this.ttl.toMillis());
		members.put(SESSION, this.session.name().toLowerCase(Locale.ROOT));
		members.put(RECEIVED, this.received);
		if (!this.topics.isEmpty()) {
			members.put(TOPICS, this.topics);
		}
		return members;
	}

	/**
	 * Read a grant.
	 * @param members the members, of any kind
	 * @return the grant, or {@code null} if this is none
	 */
	static @Nullable ResumeGrant ofMembers(JsonNode members) {
		String token = members.path(TOKEN).asString("");
		Duration ttl = Terms.duration(members.path(TTL));
		Kind session = Kind.of(members.path(SESSION).asString(""));
		JsonNode received = members.path(RECEIVED);
		if (token.isEmpty() || token.indexOf(' ') >= 0 || ttl == null || session == null
				|| !received.isIntegralNumber()) {
			return null;
		}
		List<String> topics = members.path(TOPICS)
			.valueStream()
			.filter(JsonNode::isString)
			.map(JsonNode::asString)
			.toList();
		return new ResumeGrant(token, ttl, session, received.asLong(), topics);
	}

	/**
	 * Return a text without the token, which is secret.
	 */
	@Override
	public String toString() {
		return "ResumeGrant[" + this.session + ", received=" + this.received + "]";
	}

	/**
	 * Kind of a client's session.
	 */
	public enum Kind {

		/**
		 * The session goes on: each side sends what the other has not received.
		 */
		SAME,

		/**
		 * A new session, after one that has ended in order.
		 */
		CLEAN,

		/**
		 * A new session. Nobody knows what became of the last frames of the one before.
		 */
		NEW;

		static @Nullable Kind of(String name) {
			return switch (name) {
				case "same" -> SAME;
				case "clean" -> CLEAN;
				case "new" -> NEW;
				default -> null;
			};
		}

	}

}
