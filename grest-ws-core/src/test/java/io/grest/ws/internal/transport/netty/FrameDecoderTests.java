package io.grest.ws.internal.transport.netty;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameDecoder}.
 */
class FrameDecoderTests {

	private final List<Throwable> faults = new ArrayList<>();

	private final EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(false, 1_000),
			new ChannelInboundHandlerAdapter() {

				@Override
				public void exceptionCaught(ChannelHandlerContext context, Throwable ex) {
					FrameDecoderTests.this.faults.add(ex);
				}

			});

	@AfterEach
	void everythingIsReleased() {
		this.channel.finishAndReleaseAll();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 500, 100_000 })
	void passesOverFramesThatAreTooLongHoweverTheyArrive(int bytesAtOnce) {
		ByteBuf all = Unpooled.buffer();
		all.writeBytes(text(1_000));
		all.writeBytes(text(1_001));
		all.writeBytes(text(70_000));
		all.writeBytes(text(0));
		all.writeBytes(new byte[] { (byte) 0x88, 2, 3, (byte) 0xE8 });
		while (all.isReadable()) {
			this.channel.writeInbound(all.readBytes(Math.min(bytesAtOnce, all.readableBytes())));
		}
		all.release();
		assertThat(this.faults).hasSize(2).allMatch(TooLongFrameException.class::isInstance);
		assertThat(lengths()).containsExactly(1_000, 0, 2);
		assertThat(FrameDecoder.hasReadClose(this.channel)).isTrue();
		assertThat(this.channel.isOpen()).isTrue();
		assertThat(this.channel.<Object>readOutbound()).isNull();
	}

	@ParameterizedTest
	@ValueSource(bytes = { (byte) 0x83, (byte) 0x8B, 0x08, 0x09 })
	void passesOverFramesWhoseHeadBreaksTheRules(byte head) {
		this.channel.writeInbound(Unpooled.wrappedBuffer(new byte[] { head, 2, 0, 0 }, text(5)));
		assertThat(this.faults).singleElement().isInstanceOf(CorruptedWebSocketFrameException.class);
		assertThat(lengths()).containsExactly(5);
	}

	@Test
	void readsNothingAfterAFaultThatHidesWhereTheNextFrameBegins() {
		this.channel.writeInbound(Unpooled.wrappedBuffer(new byte[] { (byte) 0x81, 126, 0, 1, 'x' }, text(5)));
		this.channel.writeInbound(Unpooled.wrappedBuffer(text(5)));
		assertThat(this.faults).singleElement().isInstanceOf(CorruptedWebSocketFrameException.class);
		assertThat(lengths()).isEmpty();
		assertThat(this.channel.isOpen()).isTrue();
	}

	@Test
	void aLengthOfMoreThan63BitsIsTakenForTooLongOrWrong() {
		this.channel.writeInbound(Unpooled
			.wrappedBuffer(new byte[] { (byte) 0x81, 127, (byte) 0xFF, 0, 0, 0, 0, 0, 0, 1 }, text(5), text(5)));
		assertThat(this.faults).singleElement().isInstanceOf(CorruptedWebSocketFrameException.class);
		assertThat(lengths()).isEmpty();
	}

	@Test
	void takesThePlaceOfTheDecoderThatIsThere() {
		EmbeddedChannel given = new EmbeddedChannel(new WebSocket13FrameEncoder(false), new FrameDecoder(false, 10));
		FrameDecoder.install(given, false, 1_000);
		given.writeInbound(Unpooled.wrappedBuffer(text(500)));
		WebSocketFrame frame = given.readInbound();
		assertThat(frame.content().readableBytes()).isEqualTo(500);
		frame.release();
		assertThat(FrameDecoder.hasReadClose(given)).isFalse();
		given.finishAndReleaseAll();
	}

	private List<Integer> lengths() {
		List<Integer> lengths = new ArrayList<>();
		for (WebSocketFrame frame = this.channel.readInbound(); frame != null; frame = this.channel.readInbound()) {
			lengths.add(frame.content().readableBytes());
			frame.release();
		}
		return lengths;
	}

	private static byte[] text(int length) {
		ByteBuf frame = Unpooled.buffer().writeByte(0x81);
		if (length < 126) {
			frame.writeByte(length);
		}
		else if (length < 65_536) {
			frame.writeByte(126).writeShort(length);
		}
		else {
			frame.writeByte(127).writeLong(length);
		}
		frame.writeBytes("x".repeat(length).getBytes(StandardCharsets.US_ASCII));
		byte[] bytes = new byte[frame.readableBytes()];
		frame.readBytes(bytes);
		return bytes;
	}

}
