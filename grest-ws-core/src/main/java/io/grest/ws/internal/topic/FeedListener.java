package io.grest.ws.internal.topic;

import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.TopicMessage;

/**
 * Listener of a topic's messages on this node, called by tasks of the topic.
 */
interface FeedListener {

	/**
	 * Handle the next message.
	 */
	void message(TopicMessage message);

	/**
	 * Handle that messages are lost. Those that follow are passed on.
	 */
	void lost(Joined.Lost why);

	/**
	 * Handle members that have entered or left.
	 */
	void changed(Presences.Change change);

}
