package io.grest.ws.observation;

/**
 * Metrics of the streams of one method in one direction of calls. Each method does
 * nothing unless overridden.
 *
 * @since 0.1.0
 */
public interface StreamMetrics {

	/**
	 * Metrics that record nothing.
	 */
	StreamMetrics NONE = new StreamMetrics() {
	};

	/**
	 * Change the number of open streams. A stream in both directions counts once. A call
	 * that has its answer on return never opens one.
	 * @param change 1, or -1 for each earlier 1
	 */
	default void open(int change) {
	}

	/**
	 * Record that items were passed to the transport.
	 * @param items the number of items
	 */
	default void itemsSent(int items) {
	}

	/**
	 * Record that an item was received.
	 */
	default void itemReceived() {
	}

	/**
	 * Record the first item of an answer, sent or received.
	 * @param begun the value returned by {@link SocketMetrics.OfMethod#begun()} of the
	 * call
	 */
	default void answerBegun(long begun) {
	}

	/**
	 * Record that a call was cancelled before its end.
	 * @param by what has ended it
	 */
	default void cancelled(CancelledBy by) {
	}

	/**
	 * What has ended a call before its end.
	 */
	enum CancelledBy {

		/**
		 * The caller, which wants no more items.
		 */
		CALLER,

		/**
		 * The deadline of the call.
		 */
		DEADLINE,

		/**
		 * The connection, which has closed.
		 */
		CONNECTION

	}

}
