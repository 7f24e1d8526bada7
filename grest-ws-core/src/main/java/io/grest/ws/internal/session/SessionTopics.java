package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Topics with history of one session, by their names on the wire: the positions that its
 * client has brought, each of use once, and the topics that it has joined before it was
 * accepted. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class SessionTopics {

	/**
	 * The time, from when the client is accepted, for which positions are kept: for
	 * topics that it joins by a call.
	 */
	static final Duration KEPT = Duration.ofSeconds(30);

	private Map<String, String> brought = Map.of();

	// Null once the client was accepted.
	private @Nullable Set<String> joined = Set.of();

	SessionTopics() {
	}

	/**
	 * Keep the positions of a client.
	 * @param positions the texts of positions by topic, of anybody
	 */
	public synchronized void bring(Map<String, String> positions) {
		this.brought = positions.isEmpty() ? Map.of() : new HashMap<>(positions);
	}

	/**
	 * Return the topics that the client has joined, or begun to join, until now.
	 * @return the topics, none once the client was accepted
	 */
	public synchronized List<String> joined() {
		return (this.joined != null) ? List.copyOf(this.joined) : List.of();
	}

	/**
	 * Note that the client begins to join a topic.
	 * @param topic the topic
	 * @return the text of the position that the client has brought, which is forgotten
	 * here, or {@code null}
	 */
	synchronized @Nullable String join(String topic) {
		if (this.joined != null) {
			this.joined = (this.joined.isEmpty()) ? new LinkedHashSet<>() : this.joined;
			this.joined.add(topic);
		}
		return this.brought.isEmpty() ? null : this.brought.remove(topic);
	}

	/**
	 * Handle that the client was accepted.
	 * @return whether there are positions to be {@linkplain #forget forgotten} later
	 */
	synchronized boolean accept() {
		this.joined = null;
		return !this.brought.isEmpty();
	}

	/**
	 * Forget the positions.
	 */
	synchronized void forget() {
		this.brought = Map.of();
	}

}
