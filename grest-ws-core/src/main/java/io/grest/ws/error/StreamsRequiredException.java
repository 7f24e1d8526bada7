package io.grest.ws.error;

/**
 * Error of a call with a stream to a peer that does not support streams. Raised by the
 * calling side before anything is sent; does not cross the wire.
 *
 * @since 0.1.0
 */
@ErrorType(value = "STREAMS_REQUIRED", status = 501)
public class StreamsRequiredException extends SocketException {

	/**
	 * Create the error.
	 */
	public StreamsRequiredException() {
		super("The other side does not support streams", null);
	}

}
