package io.grest.ws.connection;

import java.util.Map;

/**
 * What a client knows of the frames that it may have missed while it had no socket.
 *
 * @param outcome what is known
 * @param recovered the number of messages of topics that have followed
 * @param lost why messages are lost, by the name of the topic within its contract, such
 * as {@code room:42}
 * @since 0.1.0
 */
public record Resumption(Outcome outcome, int recovered, Map<String, String> lost) {

	/**
	 * Create a resumption, copying its map.
	 */
	public Resumption {
		lost = Map.copyOf(lost);
	}

	/**
	 * What is known of missed frames.
	 */
	public enum Outcome {

		/**
		 * No frame of the connection and no message of its topics is lost or doubled.
		 */
		COMPLETE,

		/**
		 * The session is another one. The topics with history that the server has let the
		 * client join again are whole; messages and calls of the connection itself may be
		 * lost.
		 */
		TOPICS,

		/**
		 * Nothing is known, as after the loss of a session without topics, or a topic has
		 * a gap: load the state anew.
		 */
		NONE

	}

}
