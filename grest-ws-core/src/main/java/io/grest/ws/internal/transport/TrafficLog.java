package io.grest.ws.internal.transport;

import io.grest.ws.protocol.OutboundFrame;

/**
 * Contract for recording what leaves, by the thread that writes. Must neither block nor
 * throw.
 *
 * @since 0.1.0
 */
public interface TrafficLog {

	/**
	 * Records nothing.
	 */
	TrafficLog NONE = new TrafficLog() {

	};

	/**
	 * A round of writing begins.
	 * @param frames the number of frames that wait, the most since the last round or near
	 * it
	 * @param bytes the number of their bytes
	 */
	default void waiting(int frames, long bytes) {
	}

	/**
	 * A frame leaves the queue for the transport.
	 * @param frame the frame
	 */
	default void sending(OutboundFrame frame) {
	}

	/**
	 * What was written has left.
	 * @param frames the number of text frames since the last time
	 * @param bytes the number of their bytes
	 */
	default void sent(int frames, long bytes) {
	}

}
