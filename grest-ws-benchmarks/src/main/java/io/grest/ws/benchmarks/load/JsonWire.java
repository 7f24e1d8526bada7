package io.grest.ws.benchmarks.load;

import io.netty.buffer.ByteBuf;

/**
 * Bare JSON, answered in order: what a server by hand gets away with.
 */
final class JsonWire extends Wire {

	private final byte[][] requests = new byte[ORDERS][];

	JsonWire() {
		for (int i = 0; i < ORDERS; i++) {
			this.requests[i] = text(order(i));
		}
	}

	@Override
	String fanPath() {
		return "/fan";
	}

	@Override
	void request(ByteBuf out, int number) {
		out.writeBytes(this.requests[number & (ORDERS - 1)]);
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
