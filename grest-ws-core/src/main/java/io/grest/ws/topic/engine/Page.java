package io.grest.ws.topic.engine;

import java.util.List;

/**
 * Messages of a topic after a position.
 *
 * @param state whether the messages follow the position without a gap
 * @param messages the messages in their order, as many as were asked for at most; empty
 * if there is a gap
 * @param top the position of the topic's last message. If that is the position of the
 * last message of this page, or, for an empty one, the position that was asked for, then
 * there is no more to read
 * @since 0.1.0
 */
public record Page(State state, List<TopicMessage> messages, Position top) {

	/**
	 * Create a page, copying the list.
	 */
	public Page {
		messages = List.copyOf(messages);
	}

	/**
	 * Whether messages follow a position without a gap.
	 */
	public enum State {

		/**
		 * All messages after the position are there.
		 */
		WHOLE,

		/**
		 * The history has grown beyond its limit: messages after the position are gone.
		 */
		TRIMMED,

		/**
		 * The history has expired: messages after the position are gone, if there were
		 * any.
		 */
		EXPIRED,

		/**
		 * The position is of another history.
		 */
		FORKED

	}

}
