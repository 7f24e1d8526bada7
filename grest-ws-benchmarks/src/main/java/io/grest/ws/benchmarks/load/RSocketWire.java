package io.grest.ws.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;

/**
 * {@link Wire} of RSocket 1.0 with a route as metadata, hand-written, as it needs few
 * frames.
 */
final class RSocketWire extends Wire {

	private static final int SETUP = 0x01;

	private static final int REQUEST_RESPONSE = 0x04;

	private static final int REQUEST_FNF = 0x05;

	private static final int REQUEST_STREAM = 0x06;

	private static final int REQUEST_N = 0x08;

	private static final int PAYLOAD = 0x0A;

	private static final int TYPE_SHIFT = 10;

	private static final int STREAM = 5;

	private static final int WITH_METADATA = 0x100;

	private static final int HOUR = 3_600_000;

	// The head of a frame of 126 bytes or more: two bytes for the type, two for the
	// length, four for the mask.
	private static final int HEADER = 8;

	private final byte[][] requests = new byte[ORDERS][];

	RSocketWire() {
		for (int i = 0; i < ORDERS; i++) {
			this.requests[i] = request(0, REQUEST_RESPONSE, 0, "place", order(i));
		}
	}

	private static byte[] request(int stream, int type, int demand, String route, String data) {
		ByteBuffer frame = ByteBuffer.allocate(1024);
		frame.putInt(stream).putShort((short) (type << TYPE_SHIFT | WITH_METADATA));
		if (type == REQUEST_STREAM) {
			frame.putInt(demand);
		}
		frame.put((byte) 0).putShort((short) (route.length() + 1)).put((byte) route.length());
		frame.put(ascii(route)).put(ascii(data));
		return binary(written(frame));
	}

	private static byte[] written(ByteBuffer frame) {
		byte[] bytes = new byte[frame.position()];
		frame.flip().get(bytes);
		return bytes;
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	@Override
	List<byte[]> hello(String path) {
		ByteBuffer frame = ByteBuffer.allocate(256);
		frame.putInt(0).putShort((short) (SETUP << TYPE_SHIFT)).putShort((short) 1).putShort((short) 0);
		frame.putInt(HOUR).putInt(HOUR);
		for (String mimeType : List.of("message/x.rsocket.routing.v0", "application/json")) {
			frame.put((byte) mimeType.length()).put(ascii(mimeType));
		}
		return List.of(binary(written(frame)));
	}

	@Override
	List<byte[]> join() {
		return List.of(request(1, REQUEST_STREAM, Integer.MAX_VALUE, "published", ""));
	}

	@Override
	byte[] stream(int demand) {
		return request(STREAM, REQUEST_STREAM, demand, "receipts", "");
	}

	@Override
	byte[] more(int demand) {
		ByteBuffer frame = ByteBuffer.allocate(10);
		return binary(written(frame.putInt(STREAM).putShort((short) (REQUEST_N << TYPE_SHIFT)).putInt(demand)));
	}

	@Override
	boolean isItem(ByteBuf in, int index) {
		return in.getInt(index) == STREAM;
	}

	@Override
	void request(ByteBuf out, int number) {
		int frame = out.writerIndex();
		out.writeBytes(this.requests[number & (ORDERS - 1)]);
		// Streams of a client have odd ids, each used once.
		out.setInt(frame + HEADER, (2 * number + STREAM + 2) ^ MASK);
	}

	@Override
	byte[] publish() {
		return request(3, REQUEST_FNF, 0, "publish", order(0));
	}

	@Override
	boolean isReceipt(ByteBuf in, int index, int length) {
		return length > 6 && in.getShort(index + 4) >> TYPE_SHIFT == PAYLOAD;
	}

}
