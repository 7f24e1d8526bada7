package io.grest.ws.observation;

/**
 * Told of what is counted. Called on event loops: must not block, and costs what its
 * implementation makes it cost.
 *
 * @since 0.1.0
 */
public interface SocketMetrics {

	/**
	 * Counts nothing.
	 */
	SocketMetrics NONE = (reason) -> {
	};

	/**
	 * A frame was dropped, or a call not run.
	 * @param reason why
	 */
	void frameDropped(DropReason reason);

}
