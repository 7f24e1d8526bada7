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
 * client has brought, each of use once, and the topics that it is a member of. Safe to
 * use from any thread.
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

	private Set<String> joined = Set.of();

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
	 * Return the topics that the client has joined, or begun to join, and has not left.
	 * @return the topics at present
	 */
	public synchronized List<String> joined() {
		return List.copyOf(this.joined);
	}

	/**
	 * Note that the client begins to join a topic.
	 * @param topic the topic
	 * @return the text of the position that the client has brought, which is forgotten
	 * here, or {@code null}
	 */
	synchronized @Nullable String join(String topic) {
		if (this.joined.isEmpty()) {
			this.joined = new LinkedHashSet<>(4);
		}
		this.joined.add(topic);
		return this.brought.isEmpty() ? null : this.brought.remove(topic);
	}

	/**
	 * Note that the client has left a topic.
	 * @param topic the topic
	 */
	synchronized void leave(String topic) {
		if (!this.joined.isEmpty()) {
			this.joined.remove(topic);
		}
	}

	/**
	 * Handle that the client was accepted.
	 * @return whether there are positions to be {@linkplain #forget forgotten} later
	 */
	synchronized boolean accept() {
		return !this.brought.isEmpty();
	}

	/**
	 * Forget the positions.
	 */
	synchronized void forget() {
		this.brought = Map.of();
	}

}
