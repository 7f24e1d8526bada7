package io.grest.ws.internal.transport;

import java.nio.charset.StandardCharsets;

import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.protocol.FrameType;

/**
 * Frames as they are sent, from their text.
 */
final class TestFrames {

	private TestFrames() {
	}

	static OutboundFrame of(String text) {
		return of(text.getBytes(StandardCharsets.UTF_8));
	}

	static OutboundFrame of(byte[] bytes) {
		FrameType type = switch (bytes[0]) {
			case 'h' -> FrameType.HANDSHAKE;
			case 'k' -> FrameType.HANDSHAKE_OK;
			case 'x' -> FrameType.HANDSHAKE_ERR;
			case 'r' -> FrameType.REQ;
			case 's' -> FrameType.RES;
			default -> FrameType.MSG;
		};
		return new OutboundFrame(type, "A.b", bytes, 0);
	}

}
