package io.grest.ws.internal.wire;

import java.util.function.Consumer;

import io.grest.ws.internal.json.FrameBuffer;
import io.grest.ws.protocol.FrameType;

/**
 * Frame to send, with its bytes, type and path. Written once, for one connection or for
 * many; the bytes must not be changed.
 *
 * @since 0.1.0
 */
public final class OutboundFrame {

	private final FrameType type;

	private final String path;

	private final byte[] bytes;

	private final int payloadOffset;

	/**
	 * Create a frame.
	 * @param type the type
	 * @param path the name of the method, empty for none
	 * @param bytes valid UTF-8, not copied
	 * @param payloadOffset the number of bytes before the payload
	 */
	public OutboundFrame(FrameType type, String path, byte[] bytes, int payloadOffset) {
		this.type = type;
		this.path = path;
		this.bytes = bytes;
		this.payloadOffset = payloadOffset;
	}

	/**
	 * Write a frame.
	 * @param type the type
	 * @param path the name of the method, empty for none
	 * @param content the writer of the frame, which marks where its payload begins
	 * @return the frame
	 */
	static OutboundFrame write(FrameType type, String path, Consumer<FrameBuffer> content) {
		return FrameBuffer.write(content,
				(buffer) -> new OutboundFrame(type, path, buffer.toBytes(), buffer.payloadOffset()));
	}

	/**
	 * Return the type of the frame.
	 * @return the type
	 */
	public FrameType type() {
		return this.type;
	}

	/**
	 * Return the name of the frame's method.
	 * @return the path, empty if there is none
	 */
	public String path() {
		return this.path;
	}

	/**
	 * Return the bytes of the frame.
	 * @return valid UTF-8, not a copy
	 */
	public byte[] bytes() {
		return this.bytes;
	}

	/**
	 * Return the length of the frame in bytes.
	 * @return the length
	 */
	public int length() {
		return this.bytes.length;
	}

	/**
	 * Return the offset of the payload.
	 * @return the number of bytes before the payload; the length of the frame if it has
	 * none
	 */
	public int payloadOffset() {
		return this.payloadOffset;
	}

	/**
	 * Return a text without the payload, which may be large or secret.
	 */
	@Override
	public String toString() {
		return "OutboundFrame[" + this.type + " " + this.path + " " + this.bytes.length + " bytes]";
	}

}
