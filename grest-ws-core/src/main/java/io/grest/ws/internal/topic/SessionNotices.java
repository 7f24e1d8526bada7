package io.grest.ws.internal.topic;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;

import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.TopicKey;

/**
 * Notices of clients that have gone on at another node than the one that keeps their
 * session, which ends. A notice that is lost does no harm: the session ends by itself
 * later. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class SessionNotices {

	private static final TopicKey KEY = new TopicKey("~", "~resumed", null);

	private static final String GONE = "gone";

	private final TopicHub hub;

	private final Set<Consumer<String>> listeners = new CopyOnWriteArraySet<>();

	/**
	 * Create notices.
	 * @param hub the topics of this node
	 */
	public SessionNotices(TopicHub hub) {
		this.hub = hub;
	}

	/**
	 * Begin to hear of the others.
	 */
	public void start() {
		this.hub.pin(KEY).listeners().listen(this::received);
	}

	/**
	 * Tell a listener of each session whose client is elsewhere.
	 * @param listener the listener, told once however often it is given
	 */
	public void listen(Consumer<String> listener) {
		this.listeners.add(listener);
	}

	/**
	 * Tell the other nodes.
	 * @param session what names the session
	 */
	public void publish(String session) {
		this.hub.publish(KEY, new Envelope(GONE, null, null, session.getBytes(StandardCharsets.UTF_8)), null)
			.subscribe(null, (ex) -> {
				// The session ends when its client has been away for long enough.
			});
	}

	private void received(Envelope envelope) {
		byte[] content = envelope.json();
		if (content != null) {
			String session = new String(content, StandardCharsets.UTF_8);
			this.listeners.forEach((listener) -> listener.accept(session));
		}
	}

}
