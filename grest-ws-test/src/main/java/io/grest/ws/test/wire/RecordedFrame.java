package io.grest.ws.test.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.grest.ws.protocol.Frame;
import io.grest.ws.protocol.WireFormat;

/**
 * A message that a session sent or received.
 *
 * @since 0.1.0
 */
public final class RecordedFrame {

	private static final int SHOWN = 400;

	private final Direction direction;

	private final String text;

	private final Duration at;

	private final WireFormat format;

	RecordedFrame(Direction direction, String text, Duration at, WireFormat format) {
		this.direction = direction;
		this.text = text;
		this.at = at;
		this.format = format;
	}

	/**
	 * Which way it went.
	 * @return the direction
	 */
	public Direction direction() {
		return this.direction;
	}

	/**
	 * The whole frame.
	 * @return the text, or what happened instead of one, in parentheses
	 */
	public String text() {
		return this.text;
	}

	/**
	 * When it went.
	 * @return the time since the beginning of the test
	 */
	public Duration at() {
		return this.at;
	}

	/**
	 * The frame in its parts.
	 * @return the frame
	 * @throws IllegalStateException if this is none
	 */
	public Frame frame() {
		byte[] bytes = this.text.getBytes(StandardCharsets.UTF_8);
		Frame frame = this.format.decode(bytes, bytes.length);
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
