package io.grest.ws.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderJson;
import io.netty.buffer.ByteBuf;

/**
 * What goes over a server's WebSocket. All that a client sends is encoded and masked once
 * and copied from then on, so that the load costs little.
 */
abstract class Wire {

	/**
	 * How many orders there are that differ. A power of two.
	 */
	static final int ORDERS = 256;

	// Any but zero, which would spare the servers their unmasking.
	static final int MASK = 0x5A3C_96E1;

	private static final int TEXT = 0x81;

	private static final int BINARY = 0x82;

	private static final int MASKED = 0x80;

	private static final int TWO_BYTES = 126;

	String rpcPath() {
		return "/rpc";
	}

	String fanPath() {
		return "/rpc";
	}

	/**
	 * What follows the upgrade of a path.
	 */
	List<byte[]> hello(String path) {
		return List.of();
	}

	/**
	 * Whether the server greets with a message; until then the connection is not set up.
	 */
	boolean isGreeted(String path) {
		return false;
	}

	/**
	 * What comes before the first request.
	 */
	List<byte[]> prepare() {
		return List.of();
	}

	/**
	 * What makes the server send what is published.
	 */
	List<byte[]> join() {
		return List.of();
	}

	/**
	 * Write a request.
	 * @param number how many came before it on this connection
	 */
	abstract void request(ByteBuf out, int number);

	/**
	 * What has an order published.
	 */
	abstract byte[] publish();

	/**
	 * Whether a message, of which there are {@code length} bytes at an index, carries a
	 * receipt: a cheap look at its head.
	 */
	abstract boolean isReceipt(ByteBuf in, int index, int length);

	/**
	 * The JSON of an order.
	 */
	static String order(int number) {
		return new String(OrderJson.write(Order.of(number)), StandardCharsets.UTF_8);
	}

	static byte[] text(String text) {
		return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	static byte[] binary(byte[] bytes) {
		return frame(BINARY, bytes);
	}

	// RFC 6455 section 5.2
	private static byte[] frame(int first, byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
		frame.put((byte) first);
		if (payload.length < TWO_BYTES) {
			frame.put((byte) (MASKED | payload.length));
		}
		else {
			frame.put((byte) (MASKED | TWO_BYTES)).putShort((short) payload.length);
		}
		frame.putInt(MASK);
		for (int i = 0; i < payload.length; i++) {
			frame.put((byte) (payload[i] ^ (MASK >>> (24 - 8 * (i % 4)))));
		}
		byte[] bytes = new byte[frame.position()];
		frame.flip().get(bytes);
		return bytes;
	}

}
