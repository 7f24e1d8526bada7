package io.grest.ws.benchmarks.load;

import java.util.List;

import io.netty.buffer.ByteBuf;

/**
 * {@link Wire} of this library's protocol.
 */
final class GrestWire extends Wire {

	// Queries that a contract does not have are ignored.
	private static final String STREAM_PATH = "/rpc?streams";

	private static final String RESUME_PATH = "/rpc?resume";

	private final byte[][] requests;

	private final String path;

	/**
	 * Create a wire of a contract of one method, or of many that are called in turn.
	 * @param methods the number of methods, or 0 for one without a number
	 */
	GrestWire(int methods) {
		this(methods, "", "/rpc");
	}

	/**
	 * Create a wire of a peer that knows streams, whose calls have a deadline.
	 */
	static GrestWire granted() {
		return new GrestWire(0, ";dl=30000", STREAM_PATH);
	}

	/**
	 * Create a wire of a peer that can resume.
	 */
	static GrestWire resumed() {
		return new GrestWire(0, "", RESUME_PATH);
	}

	private GrestWire(int methods, String parameters, String path) {
		this.path = path;
		this.requests = new byte[Math.max(ORDERS, Integer.highestOneBit(Math.max(methods, 1)) * 2)][];
		for (int i = 0; i < this.requests.length; i++) {
			String method = (methods > 0) ? "place" + i % methods : "place";
			this.requests[i] = text("r:Orders." + method + ":" + i + parameters + ":" + order(i % ORDERS));
		}
	}

	@Override
	String rpcPath() {
		return this.path;
	}

	@Override
	String fanPath() {
		return this.path;
	}

	@Override
	String streamPath() {
		return STREAM_PATH;
	}

	@Override
	List<byte[]> hello(String path) {
		return List.of(text(switch (path) {
			case STREAM_PATH -> "h:::{\"grest-ws-extensions\":\"streams\"}";
			case RESUME_PATH -> "h:::{\"grest-ws-extensions\":\"resume\"}";
			default -> "h:::";
		}));
	}

	@Override
	int acknowledgedAfter() {
		return this.path.equals(RESUME_PATH) ? 64 : Integer.MAX_VALUE;
	}

	@Override
	byte[] acknowledgement(long received) {
		return text("a::" + received + ":");
	}

	@Override
	boolean isAcknowledgement(ByteBuf in, int index) {
		return in.getByte(index) == 'a';
	}

	@Override
	byte[] stream(int demand) {
		return text("r:Orders.receipts:stream;cr=" + demand + ":");
	}

	@Override
	byte[] more(int demand) {
		return text("q::stream:" + demand);
	}

	@Override
	boolean isItem(ByteBuf in, int index) {
		return in.getByte(index) == 'n';
	}

	@Override
	boolean isGreeted(String path) {
		return true;
	}

	@Override
	List<byte[]> join() {
		return List.of(text("m:Orders.join::"));
	}

	@Override
	void request(ByteBuf out, int number) {
		out.writeBytes(this.requests[number & (this.requests.length - 1)]);
	}

	@Override
	byte[] request(int number, String order) {
		return text("r:Orders.place:" + number + ":" + order);
	}

	@Override
	byte[] publish() {
		return text("m:Orders.publish::" + order(0));
	}

	@Override
	boolean isReceipt(ByteBuf in, int index, int length) {
		return switch (in.getByte(index)) {
			case 's' -> isSuccess(in, index, length);
			case 'm' -> true;
			default -> false;
		};
	}

	// s:path:id:{"success":true
	private static boolean isSuccess(ByteBuf in, int index, int length) {
		int data = in.indexOf(index, index + length, (byte) '{');
		return data > 0 && in.getByte(data + "{\"success\":".length()) == 't';
	}

}
