package io.grest.ws.internal.topic;

import io.grest.ws.topic.engine.TopicKey;

/**
 * Contract for whoever keeps the topics of a node as long as there is a reason to. Safe
 * to use from any thread.
 */
interface TopicKeeper {

	/**
	 * Keep a topic for one reason less.
	 */
	void release(TopicKey topic);

	/**
	 * Return whether there is no reason to keep a topic.
	 */
	boolean isUnused(TopicKey topic);

	/**
	 * Subscribe to a topic again, if there is still a reason to.
	 */
	void reopen(TopicKey topic);

	/**
	 * Forget a topic that is not subscribed, unless there is a reason again.
	 */
	void closed(TopicKey topic);

}
