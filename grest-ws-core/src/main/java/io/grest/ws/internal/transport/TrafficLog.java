package io.grest.ws.internal.transport;

import io.grest.ws.internal.wire.OutboundFrame;

/**
 * Contract for recording outbound frames, called by the writing thread. Must neither
 * block nor throw.
 *
 * @since 0.1.0
 */
public interface TrafficLog {

	/**
	 * Log that records nothing.
	 */
	TrafficLog NONE = new TrafficLog() {

	};

	/**
	 * Record the start of a round of writing.
	 * @param frames the number of waiting frames, close to the maximum since the last
	 * round
	 * @param bytes the number of their bytes
	 */
	default void waiting(int frames, long bytes) {
	}

	/**
	 * Record a frame that is passed to the transport.
	 * @param frame the frame
	 */
	default void sending(OutboundFrame frame) {
	}

	/**
	 * Record a flush.
	 * @param frames the number of text frames since the last flush
	 * @param bytes the number of their bytes
	 */
	default void sent(int frames, long bytes) {
	}

}
