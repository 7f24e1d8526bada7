package io.grest.ws.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * Contract for supplying frames that do not wait in the queue of a connection, but are
 * taken in turns when there is room for them, such as the items of a stream. Called by
 * the writing thread of the connection; must not block.
 *
 * @since 0.1.0
 */
public interface FrameSource {

	/**
	 * Take the next frame of this turn.
	 * @return the frame, or {@code null} if none is ready
	 */
	@Nullable OutboundFrame next();

	/**
	 * Handle the end of a turn, whose frames were passed on.
	 * @return whether another frame is ready; if not, the source has to ask for a turn
	 * again
	 */
	boolean turnEnded();

}
