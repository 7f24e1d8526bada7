package io.grest.ws.topic.engine;

import org.jspecify.annotations.Nullable;

/**
 * Outcome of joining a topic.
 *
 * @param position the position that the member hears the topic from, or {@code null} of a
 * topic without history
 * @param recovered the number of messages that the member was sent because it had missed
 * them
 * @param lost why messages after the member's own position are lost, or {@code null} if
 * none are
 * @since 0.1.0
 */
public record Joined(@Nullable Position position, int recovered, @Nullable Lost lost) {

	/**
	 * Why messages are lost.
	 */
	public enum Lost {

		/**
		 * The history has grown beyond its limit.
		 */
		TRIMMED,

		/**
		 * The history has expired.
		 */
		EXPIRED,

		/**
		 * The position is of another history.
		 */
		FORKED,

		/**
		 * There are more messages than are sent again.
		 */
		TOO_MANY;

		/**
		 * Return the reason that a page has no messages.
		 * @param state the state of the page
		 * @return the reason
		 */
		public static Lost of(Page.State state) {
			return switch (state) {
				case TRIMMED -> TRIMMED;
				case EXPIRED -> EXPIRED;
				case FORKED, WHOLE -> FORKED;
			};
		}

	}

}
