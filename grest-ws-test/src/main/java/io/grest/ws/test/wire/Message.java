package io.grest.ws.test.wire;

import java.nio.charset.StandardCharsets;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * Copy of a message of a session.
 *
 * @param type the message's type
 * @param bytes its payload
 */
record Message(WebSocketMessage.Type type, byte[] bytes) {

	static Message of(WebSocketMessage message) {
		DataBuffer payload = message.getPayload();
		byte[] bytes = new byte[payload.readableByteCount()];
		payload.read(bytes);
		return new Message(message.getType(), bytes);
	}

	static Message of(String text) {
		return new Message(WebSocketMessage.Type.TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	WebSocketMessage toWebSocketMessage(DataBufferFactory factory) {
		return new WebSocketMessage(this.type, factory.wrap(this.bytes));
	}

	boolean isHandshake() {
		return this.bytes.length > 1 && this.bytes[1] == ':' && "hkx".indexOf(this.bytes[0]) >= 0;
	}

	String text() {
		return (this.type == WebSocketMessage.Type.TEXT) ? new String(this.bytes, StandardCharsets.UTF_8)
				: "(" + this.type + " of " + this.bytes.length + " bytes)";
	}

}
