package io.grest.ws.internal.transport.netty;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.RandomWebSocketFrameMaskGenerator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameBatch}.
 */
class FrameBatchTests {

	private final EmbeddedChannel channel = new EmbeddedChannel(new WebSocket13FrameEncoder(false));

	private final FrameBatch batch = new FrameBatch(this.channel.pipeline().firstContext(), null);

	@AfterEach
	void close() {
		this.batch.release();
		this.channel.finishAndReleaseAll();
	}

	// RFC 6455 section 5.7
	@Test
	void writesAFrameAsTheStandardShowsIt() {
		this.batch.add("Hello".getBytes(StandardCharsets.UTF_8));
		assertThat(passedOn()).containsExactly(0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f);
	}

	// RFC 6455 section 5.7
	@Test
	void masksAFrameOfAClientAsTheStandardShowsIt() {
		FrameBatch client = new FrameBatch(this.channel.pipeline().firstContext(), () -> 0x37fa213d);
		client.add("Hello".getBytes(StandardCharsets.UTF_8));
		client.write();
		assertThat(passedOn()).containsExactly(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 126, 127, 128, 0xFFFF, 0x10000, 200_000 })
	void writesFramesOfAnyLengthThatADecoderReads(int length) {
		decodes(this.batch, length);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3, 7, 8, 9, 125, 126, 0xFFFF, 0x10000, 200_000 })
	void writesMaskedFramesOfAnyLengthThatADecoderReads(int length) {
		decodes(new FrameBatch(this.channel.pipeline().firstContext(), RandomWebSocketFrameMaskGenerator.INSTANCE),
				length);
	}

	private void decodes(FrameBatch batch, int length) {
		byte[] text = new byte[length];
		for (int i = 0; i < length; i++) {
			text[i] = (byte) ('a' + i % 26);
		}
		batch.add(text);
		batch.add("next".getBytes(StandardCharsets.UTF_8));
		batch.write();
		EmbeddedChannel peer = new EmbeddedChannel(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
			.expectMaskedFrames(batch != this.batch)
			.maxFramePayloadLength(1 << 20)
			.build()));
		this.channel.flush();
		for (ByteBuf buffer = this.channel.readOutbound(); buffer != null; buffer = this.channel.readOutbound()) {
			peer.writeInbound(buffer);
		}
		isText(peer.readInbound(), new String(text, StandardCharsets.UTF_8));
		isText(peer.readInbound(), "next");
		assertThat(peer.<Object>readInbound()).isNull();
		peer.finishAndReleaseAll();
	}

	private static void isText(TextWebSocketFrame frame, String text) {
		assertThat(frame.text()).isEqualTo(text);
		assertThat(frame.isFinalFragment()).isTrue();
		assertThat(frame.rsv()).isZero();
		frame.release();
	}

	@Test
	void gathersFramesInOneBuffer() {
		this.batch.add(new byte[10]);
		this.batch.add(new byte[20]);
		assertThat(this.batch.size()).isEqualTo(34);
		assertThat(this.channel.unsafe().outboundBuffer().totalPendingWriteBytes()).isZero();
		this.batch.write();
		assertThat(this.batch.size()).isZero();
		this.channel.flush();
		assertThat(this.channel.outboundMessages()).hasSize(1);
	}

	@Test
	void passesABufferThatIsFullOnByItself() {
		for (int i = 0; i < 17; i++) {
			this.batch.add(new byte[1024]);
		}
		assertThat(this.batch.size()).isEqualTo(1028);
		this.batch.write();
		this.channel.flush();
		assertThat(this.channel.outboundMessages()).hasSize(2);
	}

	@Test
	void writesNothingWhereNothingWasAdded() {
		this.batch.write();
		this.channel.flush();
		assertThat(this.channel.outboundMessages()).isEmpty();
	}

	@Test
	void letsGoWhatWasNotPassedOn() {
		this.batch.add(new byte[10]);
		this.batch.release();
		assertThat(this.batch.size()).isZero();
	}

	private byte[] passedOn() {
		this.batch.write();
		this.channel.flush();
		ByteBuf buffer = this.channel.readOutbound();
		byte[] bytes = new byte[buffer.readableBytes()];
		buffer.readBytes(bytes).release();
		return bytes;
	}

}
