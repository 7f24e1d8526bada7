package io.grest.ws.test.wire;

import io.grest.ws.protocol.FrameType;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.test.wire.RecordedFrame.Direction;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameLog}.
 */
class FrameLogTests {

	private final FrameLog log = new Wire(SocketContract.define("Api", Server.class, Client.class).path("/api").build())
		.log();

	private void sent(String text) {
		this.log.add(Direction.SENT, text);
	}

	private void received(String text) {
		this.log.add(Direction.RECEIVED, text);
	}

	private String[] described() {
		return this.log.describe()
			.lines()
			.skip(1)
			.map((line) -> line.replaceAll("^ *\\d+ ms ", "").trim())
			.toArray(String[]::new);
	}

	@Test
	void readsFramesOfStreams() {
		sent("r:Api.watch:7;cr=256;dl=100:");
		received("n::7:{\"a\":1}");
		sent("q::7:192");
		sent("n::7;e=1:");
		sent("z::7:");
		assertThat(this.log.frames()).extracting(RecordedFrame::type)
			.containsExactly(FrameType.REQ, FrameType.ITEM, FrameType.CREDIT, FrameType.ITEM, FrameType.CANCEL);
		assertThat(this.log.frames()).extracting(RecordedFrame::callId).containsOnly("7");
		RecordedFrame call = this.log.frames().get(0);
		assertThat(call.id()).isEqualTo("7;cr=256;dl=100");
		assertThat(call.parameter("cr")).isEqualTo("256");
		assertThat(call.parameter("e")).isNull();
		assertThat(this.log.frames().get(1).payload()).isEqualTo("{\"a\":1}");
	}

	@Test
	void shortensItemsOfOneStream() {
		sent("r:Api.watch:7;cr=2:");
		for (int i = 0; i < 100; i++) {
			received("n::7:" + i);
			sent("q::7:1");
		}
		received("n::8:0");
		received("s:Api.watch:7:{}");
		assertThat(described()).containsExactly("--> r:Api.watch:7;cr=2:", "<-- n::7:0",
				"... 198 frames of this stream", "--> q::7:1", "<-- n::8:0", "<-- s:Api.watch:7:{}");
	}

	@Test
	void showsAFewItems() {
		received("n::7:0");
		received("n::7:1");
		received("n::7:2");
		assertThat(described()).containsExactly("<-- n::7:0", "<-- n::7:1", "<-- n::7:2");
	}

	@Test
	void showsLastTwentyLines() {
		for (int i = 0; i < 30; i++) {
			sent("m:Api.tell::" + i);
		}
		assertThat(described()).hasSize(20).startsWith("--> m:Api.tell::10").endsWith("--> m:Api.tell::29");
	}

	interface Server {

		Flux<Integer> watch();

		void tell(Integer value);

	}

	interface Client {

	}

}
