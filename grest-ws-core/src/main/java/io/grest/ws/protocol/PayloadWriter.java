package io.grest.ws.protocol;

import tools.jackson.databind.ObjectWriter;

/**
 * Writes payloads of one type. Immutable, safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class PayloadWriter {

	private final ObjectWriter writer;

	PayloadWriter(ObjectWriter writer) {
		this.writer = writer;
	}

	void write(FrameBuffer out, Object value) {
		this.writer.writeValue(out, value);
	}

}
