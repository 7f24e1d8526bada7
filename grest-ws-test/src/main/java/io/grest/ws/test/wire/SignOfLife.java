package io.grest.ws.test.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.grest.ws.contract.Dialect;

import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * Ping by which a peer is asked for a sign of life, and the pong that it answers with.
 *
 * @param ping the ping
 * @param pong the pong
 * @param rounds the number of consecutive pings after which a pong follows everything
 * that the peer has sent before
 */
record SignOfLife(Message ping, Message pong, int rounds) {

	private static final SignOfLife IN_BAND = new SignOfLife(Message.of("p:::"), Message.of("o:::"), 1);

	private static final byte[] SETTLE = "settle".getBytes(StandardCharsets.US_ASCII);

	// A server may answer such a ping before it writes the responses to frames that it
	// has read together with the ping.
	private static final SignOfLife OF_WEBSOCKET = new SignOfLife(new Message(WebSocketMessage.Type.PING, SETTLE),
			new Message(WebSocketMessage.Type.PONG, SETTLE), 2);

	static SignOfLife of(Dialect dialect) {
		return switch (dialect) {
			case GREST -> IN_BAND;
			case ENVELOPE -> OF_WEBSOCKET;
		};
	}

	boolean isPong(Message message) {
		return message.type() == this.pong.type() && Arrays.equals(message.bytes(), this.pong.bytes());
	}

}
