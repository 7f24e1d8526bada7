package io.grest.ws.benchmarks.load;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/**
 * HTTP/1.1 without a WebSocket: each request is a POST, and requests are pipelined, as a
 * server's limit is asked for.
 */
final class HttpWire extends Wire {

	private final byte[][] requests = new byte[ORDERS][];

	HttpWire() {
		for (int i = 0; i < ORDERS; i++) {
			String order = order(i);
			this.requests[i] = ("POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
					+ "Content-Length: " + order.length() + "\r\n\r\n" + order)
				.getBytes(StandardCharsets.US_ASCII);
		}
	}

	@Override
	boolean upgrades() {
		return false;
	}

	@Override
	void request(ByteBuf out, int number) {
		out.writeBytes(this.requests[number & (ORDERS - 1)]);
	}

	@Override
	byte[] publish() {
		throw new UnsupportedOperationException("A controller publishes nothing");
	}

	@Override
	boolean isReceipt(ByteBuf in, int index, int length) {
		return in.getByte(index) == '{';
	}

}
