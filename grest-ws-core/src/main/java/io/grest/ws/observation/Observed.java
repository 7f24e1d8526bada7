package io.grest.ws.observation;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * A handshake or a call that is being observed. Safe to use from any thread, never
 * throws.
 *
 * @since 0.1.0
 */
public interface Observed {

	/**
	 * Note it down for reactive code that belongs to it.
	 * @param context a Reactor context
	 * @return the context with it
	 */
	Context in(Context context);

	/**
	 * Make it what the calling thread works on.
	 * @return undoes that, on the same thread
	 */
	Scope open();

	/**
	 * What to send along, so that what the peer does belongs to it.
	 * @return a W3C traceparent, or {@code null} if no trace is kept of it, or if it came
	 * from the peer
	 */
	@Nullable String traceparent();

	/**
	 * It has ended. The first end counts.
	 * @param result the type of the error, or a constant of {@link SocketMetrics.Outcome}
	 * @param error what went wrong, or {@code null} if nothing did
	 */
	void ended(String result, @Nullable Throwable error);

	/**
	 * A time in which a thread works on something.
	 */
	interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
