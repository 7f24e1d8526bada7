package io.grest.ws.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderJson;
import io.netty.buffer.ByteBuf;

/**
 * Protocol over a server's WebSocket. All frames of the client are encoded and masked
 * once, and then copied, so that the load costs little.
 */
abstract class Wire {

	/**
	 * The number of different orders, a power of two.
	 */
	static final int ORDERS = 256;

	// Not zero, which would save the servers the unmasking.
	static final int MASK = 0x5A3C_96E1;

	private static final int TEXT = 0x81;

	private static final int BINARY = 0x82;

	private static final int MASKED = 0x80;

	private static final int TWO_BYTES = 126;

	/**
	 * Return whether a connection is upgraded to a WebSocket.
	 */
	boolean upgrades() {
		return true;
	}

	String rpcPath() {
		return "/rpc";
	}

	String fanPath() {
		return "/rpc";
	}

	/**
	 * Return the frames to send after the upgrade of a path.
	 */
	List<byte[]> hello(String path) {
		return List.of();
	}

	/**
	 * Return whether the server sends a greeting, which completes the set-up of the
	 * connection.
	 */
	boolean isGreeted(String path) {
		return false;
	}

	/**
	 * Return the frames to send before the first request.
	 */
	List<byte[]> prepare() {
		return List.of();
	}

	/**
	 * Return the frames that subscribe to published messages.
	 */
	List<byte[]> join() {
		return List.of();
	}

	/**
	 * Return the path of connections with streams.
	 */
	String streamPath() {
		return rpcPath();
	}

	/**
	 * Return the frame that asks for receipts without end.
	 * @param demand the number of receipts that may be sent
	 */
	byte[] stream(int demand) {
		throw new UnsupportedOperationException("No streams");
	}

	/**
	 * Return the frame that asks for more of them.
	 * @param demand the number of further receipts
	 */
	byte[] more(int demand) {
		throw new UnsupportedOperationException("No streams");
	}

	/**
	 * Return whether a message is an item of the stream, by a cheap inspection of its
	 * head.
	 */
	boolean isItem(ByteBuf in, int index) {
		return false;
	}

	/**
	 * Return the number of messages after which they are acknowledged.
	 */
	int acknowledgedAfter() {
		return Integer.MAX_VALUE;
	}

	/**
	 * Return the frame that acknowledges messages.
	 * @param received the number of messages since the connection has opened
	 */
	byte[] acknowledgement(long received) {
		throw new UnsupportedOperationException("No acknowledgements");
	}

	/**
	 * Return whether a message acknowledges requests.
	 */
	boolean isAcknowledgement(ByteBuf in, int index) {
		return false;
	}

	/**
	 * Write a request.
	 * @param number the number of earlier requests on the connection
	 */
	abstract void request(ByteBuf out, int number);

	/**
	 * Return a request with an order of any size, encoded once.
	 * @param number the number of earlier requests under way on the connection
	 * @param order the order's JSON
	 */
	byte[] request(int number, String order) {
		throw new UnsupportedOperationException("No orders of any size");
	}

	/**
	 * Return the frame that publishes an order.
	 */
	abstract byte[] publish();

	/**
	 * Return whether the message of {@code length} bytes at an index has a receipt, by a
	 * cheap inspection of its head.
	 */
	abstract boolean isReceipt(ByteBuf in, int index, int length);

	/**
	 * Return the JSON of an order.
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
