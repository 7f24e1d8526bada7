package io.grest.ws.redis;

import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * What is measured of the engine.
 */
interface ClusterMetrics {

	/**
	 * Measures nothing.
	 */
	ClusterMetrics NONE = new ClusterMetrics() {
	};

	/**
	 * Handle the outcome of a message.
	 * @param time the time since it was handed over
	 * @param published whether it was published
	 */
	default void published(Duration time, boolean published) {
	}

	/**
	 * Handle the loss of a connection.
	 * @param connection which one
	 */
	default void reconnected(String connection) {
	}

	/**
	 * Handle a connection that was open but did not carry anything.
	 * @param connection which one
	 */
	default void deaf(String connection) {
	}

	/**
	 * Handle a message that was dropped because too many waited for members.
	 */
	default void dropped() {
	}

	/**
	 * Measure the number of subscriptions.
	 */
	default void subscriptions(IntSupplier size) {
	}

}
