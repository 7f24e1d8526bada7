package io.grest.ws.benchmarks.load;

import java.util.List;

import io.netty.buffer.ByteBuf;

/**
 * {@link Wire} of STOMP 1.2 without heart-beats.
 */
final class StompWire extends Wire {

	private final byte[][] requests = new byte[ORDERS][];

	StompWire() {
		for (int i = 0; i < ORDERS; i++) {
			this.requests[i] = send("/app/place", order(i));
		}
	}

	private static byte[] send(String destination, String json) {
		return text("SEND\ndestination:" + destination + "\ncontent-type:application/json\ncontent-length:"
				+ json.length() + "\n\n" + json + "\0");
	}

	private static byte[] subscribe(String destination) {
		return text("SUBSCRIBE\nid:0\ndestination:" + destination + "\n\n\0");
	}

	@Override
	List<byte[]> hello(String path) {
		return List.of(text("CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:0,0\n\n\0"));
	}

	@Override
	boolean isGreeted(String path) {
		return true;
	}

	@Override
	List<byte[]> prepare() {
		return List.of(subscribe("/user/queue/receipts"));
	}

	@Override
	List<byte[]> join() {
		return List.of(subscribe("/topic/published"));
	}

	@Override
	void request(ByteBuf out, int number) {
		out.writeBytes(this.requests[number & (ORDERS - 1)]);
	}

	@Override
	byte[] publish() {
		return send("/app/publish", order(0));
	}

	@Override
	boolean isReceipt(ByteBuf in, int index, int length) {
		return in.getByte(index) == 'M';
	}

}
