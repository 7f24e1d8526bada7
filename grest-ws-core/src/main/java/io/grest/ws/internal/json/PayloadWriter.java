package io.grest.ws.internal.json;

import tools.jackson.databind.ObjectWriter;

/**
 * Writer of payloads of one type. Immutable, safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class PayloadWriter {

	private final ObjectWriter writer;

	PayloadWriter(ObjectWriter writer) {
		this.writer = writer;
	}

	/**
	 * Write a payload on its own.
	 * @param value the payload
	 * @return JSON in UTF-8
	 */
	public byte[] toBytes(Object value) {
		return FrameBuffer.write((out) -> write(out, value));
	}

	/**
	 * Write a payload into a frame.
	 * @param out the buffer of the frame
	 * @param value the payload
	 */
	public void write(FrameBuffer out, Object value) {
		this.writer.writeValue(out, value);
	}

}
