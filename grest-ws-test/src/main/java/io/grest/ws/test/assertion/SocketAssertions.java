package io.grest.ws.test.assertion;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.protocol.Frame;
import io.grest.ws.test.wire.RecordedFrame;

/**
 * Where assertions begin.
 *
 * @since 0.1.0
 */
public final class SocketAssertions {

	private SocketAssertions() {
	}

	/**
	 * Begin assertions on a frame.
	 * @param frame the frame
	 * @return assertions
	 */
	public static FrameAssert assertThat(Frame frame) {
		return new FrameAssert(frame);
	}

	/**
	 * Begin assertions on a frame that was recorded.
	 * @param frame the frame
	 * @return assertions
	 */
	public static FrameAssert assertThat(RecordedFrame frame) {
		return new FrameAssert(frame.frame());
	}

	/**
	 * Begin assertions on a connection.
	 * @param connection the connection
	 * @return assertions
	 */
	public static ConnectionAssert assertThat(SocketConnection<?> connection) {
		return new ConnectionAssert(connection);
	}

}
