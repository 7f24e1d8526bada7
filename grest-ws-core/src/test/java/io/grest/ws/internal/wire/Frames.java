package io.grest.ws.internal.wire;

import java.nio.charset.StandardCharsets;

import io.grest.ws.internal.json.Payload;

/**
 * Writes any frame, as a peer might.
 */
final class Frames {

	private Frames() {
	}

	static byte[] encode(Frame frame) {
		byte[] head = ((char) frame.type().letter() + ":" + frame.path() + ":" + frame.id() + ":")
			.getBytes(StandardCharsets.UTF_8);
		Payload payload = frame.payload();
		byte[] bytes = new byte[head.length + payload.length()];
		System.arraycopy(head, 0, bytes, 0, head.length);
		System.arraycopy(payload.array(), payload.offset(), bytes, head.length, payload.length());
		return bytes;
	}

}
