package io.grest.ws.internal.call;

import io.grest.ws.protocol.OutboundFrame;

/**
 * Contract for sending the frames of a session. Safe to use from any thread; never waits
 * for the peer.
 *
 * @since 0.1.0
 */
public interface FrameSender {

	/**
	 * Return whether the peer takes a frame of this size.
	 * @param frame the frame
	 * @return {@code false} if it is larger than the limit that the peer has stated
	 */
	boolean takes(OutboundFrame frame);

	/**
	 * Describe a frame that the peer does not take, and what to do.
	 * @param what the frame in words
	 * @param frame the frame
	 * @return a sentence for a log or an exception
	 */
	String describeTooLarge(String what, OutboundFrame frame);

	/**
	 * Send a message. Without room the overflow policy of the connection decides.
	 * @param frame the frame
	 * @return {@code false} if it was dropped because the peer does not {@link #takes
	 * take} it
	 */
	boolean push(OutboundFrame frame);

	/**
	 * Send a request.
	 * @param frame the frame
	 * @return {@code false} if there is no room for it
	 */
	boolean offer(OutboundFrame frame);

	/**
	 * Send an answer. It is never dropped; reading pauses until there is room again.
	 * @param frame the frame
	 */
	void answer(OutboundFrame frame);

}
