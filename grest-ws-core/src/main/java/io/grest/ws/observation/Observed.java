package io.grest.ws.observation;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Observation of a handshake or a call in progress. Thread-safe; no method throws.
 *
 * @since 0.1.0
 */
public interface Observed {

	/**
	 * Add this observation to a Reactor context, for reactive code that belongs to it.
	 * @param context the context
	 * @return the context with this observation
	 */
	Context in(Context context);

	/**
	 * Make this observation current on the calling thread.
	 * @return the scope, to be closed on the same thread
	 */
	Scope open();

	/**
	 * Return the trace to send with the call, so that the peer can continue it.
	 * @return a W3C traceparent, or {@code null} if there is no trace or the call came
	 * from the peer
	 */
	@Nullable String traceparent();

	/**
	 * End the observation. Only the first call has an effect.
	 * @param result the type of the error, or a constant of {@link SocketMetrics.Outcome}
	 * @param error the error, or {@code null} on success
	 */
	void ended(String result, @Nullable Throwable error);

	/**
	 * Scope in which an observation is current on a thread.
	 */
	interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
