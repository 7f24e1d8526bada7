package io.grest.ws.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Frames as a client sends them, of any kind: masked, with a mask that changes nothing.
 */
final class ClientFrames {

	private ClientFrames() {
	}

	static byte[] frame(int head, byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) head);
		if (payload.length < 126) {
			frame.put((byte) (0x80 | payload.length));
		}
		else if (payload.length < 65536) {
			frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
		}
		else {
			frame.put((byte) (0x80 | 127)).putLong(payload.length);
		}
		frame.putInt(0).put(payload);
		return Arrays.copyOf(frame.array(), frame.position());
	}

	/** Text messages, to be sent at once. */
	static byte[] texts(String... texts) {
		ByteArrayOutputStream frames = new ByteArrayOutputStream();
		for (String text : texts) {
			frames.writeBytes(frame(0x81, bytes(text)));
		}
		return frames.toByteArray();
	}

	static byte[] close(int code, String reason) {
		return close(code, bytes(reason));
	}

	static byte[] close(int code, byte[] reason) {
		return frame(0x88, ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason).array());
	}

	static byte[] repeat(byte[] frame, int times) {
		ByteBuffer all = ByteBuffer.allocate(frame.length * times);
		for (int i = 0; i < times; i++) {
			all.put(frame);
		}
		return all.array();
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
