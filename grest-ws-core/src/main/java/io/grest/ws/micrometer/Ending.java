package io.grest.ws.micrometer;

import io.grest.ws.error.SocketException;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Result of an observed handshake or call, held in the context of the observation.
 *
 * @param result the type of an error, or a constant of {@code SocketMetrics.Outcome}
 * @param ref the reference of the error
 */
record Ending(String result, String ref) {

	// Key values are requested at the start, too, and must have the same keys.
	private static final Ending NOT_YET = new Ending(KeyValue.NONE_VALUE, KeyValue.NONE_VALUE);

	static Ending of(Observation.ContextView context) {
		return context.getOrDefault(Ending.class, NOT_YET);
	}

	static void put(Observation.Context context, String result, @Nullable Throwable error) {
		context.put(Ending.class,
				new Ending(result, (error instanceof SocketException known) ? known.context().ref() : NOT_YET.ref()));
	}

}
