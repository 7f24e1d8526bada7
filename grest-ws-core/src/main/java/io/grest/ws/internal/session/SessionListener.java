package io.grest.ws.internal.session;

import java.time.Duration;

import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;

/**
 * Contract for whoever follows what a server says of a client's session. Called by one
 * thread at a time; must neither block nor throw.
 *
 * @since 0.1.0
 */
public interface SessionListener {

	/**
	 * Handle a message that may be of a topic.
	 * @param frame the message
	 * @return {@code false} if the client has received it before
	 */
	boolean isNew(Frame frame);

	/**
	 * Handle a position of a topic.
	 * @param frame a {@link io.grest.ws.protocol.FrameType#POSITION}
	 */
	void reached(Frame frame);

	/**
	 * Handle that the server stops, and wants the client to go on elsewhere.
	 * @param after the time after which the client is to come back
	 */
	void mustLeave(Duration after);

	/**
	 * Handle that the session has ended in order, and nothing of it is missing.
	 * @param receipt the receipt, to be offered in place of a token
	 */
	void left(String receipt);

	/**
	 * Handle a message that waited, and is not sent any more. May be called by any
	 * thread.
	 * @param frame the message
	 */
	void unsent(OutboundFrame frame);

}
