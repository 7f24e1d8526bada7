package io.grest.ws.internal.json;

import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writer of payloads of one type. Immutable, safe to use from any thread.
 *
 * @since 0.1.0
 */
public class PayloadWriter {

	/**
	 * Writer of payloads that are JSON in UTF-8 already: arrays of bytes.
	 */
	public static final PayloadWriter ENCODED = new Encoded();

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

	private static final class Encoded extends PayloadWriter {

		private Encoded() {
			super(new JsonMapper().writer());
		}

		@Override
		public void write(FrameBuffer out, Object value) {
			byte[] json = (byte[]) value;
			out.write(json, 0, json.length);
		}

	}

}
