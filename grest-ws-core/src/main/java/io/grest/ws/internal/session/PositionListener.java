package io.grest.ws.internal.session;

import io.grest.ws.internal.wire.Frame;

/**
 * Contract for whoever follows the positions of topics that a client has reached. Called
 * by one thread at a time; must neither block nor throw.
 *
 * @since 0.1.0
 */
public interface PositionListener {

	/**
	 * Handle a message that may be of a topic.
	 * @param frame the message
	 * @return {@code false} if the client has received it before
	 */
	boolean isNew(Frame frame);

	/**
	 * Handle a position.
	 * @param frame a {@link io.grest.ws.protocol.FrameType#POSITION}
	 */
	void reached(Frame frame);

}
