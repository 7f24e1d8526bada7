package io.grest.ws.benchmarks.load;

import java.util.List;

import io.netty.buffer.ByteBuf;

/**
 * {@link Wire} of bare JSON, answered in order: the minimum for a hand-written server.
 */
final class JsonWire extends Wire {

	private final byte[][] requests = new byte[ORDERS][];

	private final boolean greeted;

	/**
	 * Create a wire.
	 * @param greeted whether a client first sends a message and waits for its answer
	 */
	JsonWire(boolean greeted) {
		this.greeted = greeted;
		for (int i = 0; i < ORDERS; i++) {
			this.requests[i] = request(i, order(i));
		}
	}

	@Override
	String fanPath() {
		return "/fan";
	}

	@Override
	List<byte[]> hello(String path) {
		return isGreeted(path) ? List.of(this.requests[0]) : List.of();
	}

	@Override
	boolean isGreeted(String path) {
		return this.greeted && path.equals(rpcPath());
	}

	@Override
	void request(ByteBuf out, int number) {
		out.writeBytes(this.requests[number & (ORDERS - 1)]);
	}

	@Override
	byte[] request(int number, String order) {
		return text(order);
	}

	@Override
	byte[] publish() {
		return text(order(0));
	}

	@Override
	boolean isReceipt(ByteBuf in, int index, int length) {
		return in.getByte(index) == '{';
	}

}
