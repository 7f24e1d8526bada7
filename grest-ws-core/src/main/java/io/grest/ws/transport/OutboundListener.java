package io.grest.ws.transport;

import io.grest.ws.protocol.OutboundFrame;

/**
 * Is told what becomes of the frames, by the draining thread. Must neither block nor
 * throw.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface OutboundListener {

	/**
	 * A round has ended: there may be room again.
	 */
	void drained();

	/**
	 * A round begins.
	 * @param frames how many frames wait, the most since the last round or near it
	 * @param bytes how many bytes they have
	 */
	default void draining(int frames, long bytes) {
	}

	/**
	 * A frame leaves the queue for the transport.
	 * @param frame the frame
	 */
	default void written(OutboundFrame frame) {
	}

	/**
	 * What was written has left.
	 * @param frames how many text frames since the last time
	 * @param bytes how many bytes they have
	 */
	default void flushed(int frames, long bytes) {
	}

	/**
	 * The transport or the listener failed: nothing that waits will leave any more.
	 * @param ex what failed
	 */
	default void failed(Throwable ex) {
	}

}
