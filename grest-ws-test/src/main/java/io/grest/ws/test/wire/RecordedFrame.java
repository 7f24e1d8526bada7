package io.grest.ws.test.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;

/**
 * Record of a message that a session sent or received.
 *
 * @since 0.1.0
 */
public final class RecordedFrame {

	private static final int SHOWN = 400;

	private static final int ID = "n::".length();

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
	 * Return the direction of the frame.
	 * @return the direction
	 */
	public Direction direction() {
		return this.direction;
	}

	/**
	 * Return the whole frame.
	 * @return the text, or a description in parentheses if it is not a text frame
	 */
	public String text() {
		return this.text;
	}

	/**
	 * Return the time of the frame.
	 * @return the time since the start of the test
	 */
	public Duration at() {
		return this.at;
	}

	/**
	 * Return the type of the frame.
	 * @return the type
	 * @throws IllegalStateException if the text is not a frame of the protocol
	 */
	public FrameType type() {
		return frame().type();
	}

	/**
	 * Return the path of the frame.
	 * @return the path of the method, {@code ContractName.methodName}; empty for none
	 * @throws IllegalStateException if the text is not a frame of the protocol
	 */
	public String path() {
		return frame().path();
	}

	/**
	 * Return the id of the frame.
	 * @return the id with its parameters, empty for none
	 * @throws IllegalStateException if the text is not a frame of the protocol
	 */
	public String id() {
		return frame().id();
	}

	/**
	 * Return the id of the call that the frame belongs to: its id without parameters.
	 * @return the id, empty for none
	 * @throws IllegalStateException if the text is not a frame of the protocol
	 */
	public String callId() {
		return frame().withoutParameters().id();
	}

	/**
	 * Return a parameter of the frame's id, such as {@code cr} of a call with a stream.
	 * @param name the name of the parameter
	 * @return the value, or {@code null} if there is none
	 * @throws IllegalStateException if the text is not a frame of the protocol
	 */
	public @Nullable String parameter(String name) {
		return frame().parameter(name);
	}

	/**
	 * Return the payload of the frame.
	 * @return the JSON, empty for none
	 * @throws IllegalStateException if the text is not a frame of the protocol
	 */
	public String payload() {
		return frame().payload().toString();
	}

	/**
	 * Return whether this frame is an item or credit of the same stream as another one.
	 */
	boolean continues(RecordedFrame other) {
		String id = streamId();
		return id != null && id.equals(other.streamId());
	}

	private @Nullable String streamId() {
		if (!this.text.startsWith("n::") && !this.text.startsWith("q::")) {
			return null;
		}
		int end = this.text.indexOf(':', ID);
		return (end < 0) ? null : this.text.substring(ID, end);
	}

	private Frame frame() {
		byte[] bytes = this.text.getBytes(StandardCharsets.UTF_8);
		Frame frame = this.format.decode(bytes, bytes.length);
		if (frame == null) {
			throw new IllegalStateException("Not a frame of the protocol: " + this.text);
		}
		return frame;
	}

	/**
	 * Return the time, an arrow and the text, truncated if it is long.
	 */
	@Override
	public String toString() {
		String shown = (this.text.length() <= SHOWN) ? this.text
				: this.text.substring(0, SHOWN) + "... (" + this.text.length() + " characters)";
		return "%6d ms %s %s".formatted(this.at.toMillis(), this.direction.arrow, shown);
	}

	/**
	 * Direction of a frame.
	 */
	public enum Direction {

		/**
		 * From the recorded session to its peer.
		 */
		SENT("-->"),

		/**
		 * From the peer to the recorded session.
		 */
		RECEIVED("<--");

		private final String arrow;

		Direction(String arrow) {
			this.arrow = arrow;
		}

	}

}
