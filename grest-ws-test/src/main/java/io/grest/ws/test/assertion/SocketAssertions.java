package io.grest.ws.test.assertion;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.test.wire.RecordedFrame;

/**
 * Entry point for assertions on frames and connections.
 *
 * @since 0.1.0
 */
public final class SocketAssertions {

	private SocketAssertions() {
	}

	/**
	 * Create assertions on a recorded frame.
	 * @param frame the frame
	 * @return the assertions
	 */
	public static FrameAssert assertThat(RecordedFrame frame) {
		return new FrameAssert(frame);
	}

	/**
	 * Create assertions on a connection.
	 * @param connection the connection
	 * @return the assertions
	 */
	public static ConnectionAssert assertThat(SocketConnection<?> connection) {
		return new ConnectionAssert(connection);
	}

}
