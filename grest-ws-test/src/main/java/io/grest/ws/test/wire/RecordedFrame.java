package io.grest.ws.test.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.grest.ws.protocol.Frame;
import io.grest.ws.protocol.FrameCodec;

/**
 * A message that a session sent or received.
 *
 * @param direction which way it went
 * @param text the whole frame, or what happened instead of one, in parentheses
 * @param at when, counted from the beginning of the test
 * @since 0.1.0
 */
public record RecordedFrame(Direction direction, String text, Duration at) {

	private static final FrameCodec CODEC = new FrameCodec(List.of());

	private static final int SHOWN = 400;

	/**
	 * The frame in its parts.
	 * @return the frame
	 * @throws IllegalStateException if this is none
	 */
	public Frame frame() {
		byte[] bytes = this.text.getBytes(StandardCharsets.UTF_8);
		Frame frame = CODEC.decode(bytes, bytes.length);
		if (frame == null) {
			throw new IllegalStateException("This is no frame of the protocol: " + this.text);
		}
		return frame;
	}

	/**
	 * The time, an arrow, and the text, cut short if it is long.
	 */
	@Override
	public String toString() {
		String shown = (this.text.length() <= SHOWN) ? this.text
				: this.text.substring(0, SHOWN) + "... (" + this.text.length() + " characters)";
		return "%6d ms %s %s".formatted(this.at.toMillis(), this.direction.arrow, shown);
	}

	/**
	 * Which way a frame went.
	 */
	public enum Direction {

		/**
		 * From the session that is recorded to its peer.
		 */
		SENT("-->"),

		/**
		 * From the peer.
		 */
		RECEIVED("<--");

		private final String arrow;

		Direction(String arrow) {
			this.arrow = arrow;
		}

	}

}
