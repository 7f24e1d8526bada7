package io.grest.ws.topic.engine;

/**
 * Listener of a topic on a node. Its methods are called one at a time, those for messages
 * in the order of the topic; they do not block, and do not throw.
 *
 * @since 0.1.0
 */
public interface TopicListener {

	/**
	 * Handle a message.
	 * @param message the message
	 */
	void received(TopicMessage message);

	/**
	 * Handle members that have entered or left.
	 * @param change who has entered or left
	 */
	default void changed(Presences.Change change) {
	}

	/**
	 * Handle that messages or changes may have been lost, such as by a connection to the
	 * engine that was cut. Called when the subscription works again.
	 */
	void interrupted();

}
