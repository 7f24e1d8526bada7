package io.grest.ws.topic.engine;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Contract for carrying topics between nodes. An engine only carries: who is a member of
 * a topic, what it has missed, and what it is sent, is decided above it. The tests of the
 * contract are {@code TopicEngineContract} of the module <em>grest-ws-test</em>.
 *
 * <p>
 * What an engine must give:
 * <ol>
 * <li>one order of the messages of a topic with history, the same on all nodes, which
 * keeps the order in which one thread of a node publishes;</li>
 * <li>a position for each of these messages that proves a shared history: whoever knows a
 * position, and finds it in the history, has seen the same messages before it;</li>
 * <li>a read that says what is missing, rather than to skip it.</li>
 * </ol>
 * A message may be lost on its way to a node. It must not be doubled, or overtake another
 * one of its topic.
 *
 * <p>
 * Safe to use from any thread. No method blocks. A {@code Mono} of these methods does its
 * work once, when it is subscribed to, unless a method says otherwise; it fails with a
 * {@link io.grest.ws.error.SocketException}, and does not wait longer than the engine's
 * own timeout.
 *
 * @since 0.1.0
 */
public interface TopicEngine {

	/**
	 * Return whether other nodes can share the topics of this engine.
	 * @return {@code false} if there is never more than one node
	 */
	boolean isShared();

	/**
	 * Return whether this engine can wait for a second copy of a message, as a
	 * {@linkplain Retention#replicated() retention} may ask for. It then fails to publish
	 * one, with a {@link io.grest.ws.error.ServerErrorException}, if there is none in
	 * time. May be called before the start.
	 * @return {@code false} unless overridden
	 */
	default boolean canReplicate() {
		return false;
	}

	/**
	 * Join the nodes of this engine. Called once, before anything else is asked of it.
	 * @param node this node
	 * @return a {@code Mono} that completes when the engine is of use, or when it has
	 * begun to try until it is
	 */
	Mono<Void> start(LocalNode node);

	/**
	 * Leave the nodes of this engine: end the subscriptions, and the presence of this
	 * node's members. Called once, after everything else.
	 * @return a {@code Mono} that completes when it is done
	 */
	Mono<Void> stop();

	/**
	 * Publish a message. Begins at once, without a subscription: calls of one thread to
	 * one topic keep their order.
	 * @param topic the topic
	 * @param message the message
	 * @param key the key of the message, or {@code null} for none: a second message of
	 * the same key is dropped for as long as the history lasts
	 * @return a {@code Mono} that replays the outcome: the position, that of the first
	 * message of the key if this one was dropped; empty for a topic without history. It
	 * fails with {@link io.grest.ws.error.TooManyRequestsException} if too many messages
	 * wait for the engine, and with {@link io.grest.ws.error.ServerErrorException} if the
	 * message was not published, or if that is not known
	 */
	Mono<Position> publish(TopicKey topic, Envelope message, @Nullable String key);

	/**
	 * Subscribe this node to a topic. There is one subscription at a time.
	 * @param topic the topic
	 * @param listener the listener, called from before the {@code Mono} completes
	 * @return a {@code Mono} of the position of the last message that the listener will
	 * not hear; empty for a topic without history. It completes when every later message
	 * will be heard
	 */
	Mono<Position> subscribe(TopicKey topic, TopicListener listener);

	/**
	 * End the subscription of this node to a topic, if there is one.
	 * @param topic the topic
	 * @return a {@code Mono} that completes when the listener is not called any more
	 */
	Mono<Void> unsubscribe(TopicKey topic);

	/**
	 * Read the messages after a position, without a subscription being needed.
	 * @param topic a topic with history
	 * @param since the position of the last message that is known
	 * @param limit the most messages to read
	 * @return a {@code Mono} of the messages, or of why there are none
	 */
	Mono<Page> read(TopicKey topic, Position since, int limit);

	/**
	 * Return the position of the last message of a topic. A topic without one begins its
	 * history here.
	 * @param topic the topic
	 * @return a {@code Mono} of the position; empty for a topic without history
	 */
	Mono<Position> top(TopicKey topic);

	/**
	 * Return the members that topics show.
	 * @return the members of all nodes
	 */
	Presences presences();

	/**
	 * Return the nodes of this engine.
	 * @return the nodes, this one among them
	 */
	Nodes nodes();

}
