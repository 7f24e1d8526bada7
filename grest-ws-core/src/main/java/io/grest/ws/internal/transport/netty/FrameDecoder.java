package io.grest.ws.internal.transport.netty;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Variant of Netty's frame decoder that reports violations by exceptions instead of
 * closing by itself. If the header of a frame is invalid, in particular its length over
 * the limit, the frame is skipped without being buffered, so that a following close of
 * the peer can be read.
 */
final class FrameDecoder extends WebSocket13FrameDecoder {

	static final int LAST_CLOSE_CODE = 4999;

	private static final int LAST_DATA_CODE = 2;

	private static final int FIRST_CONTROL_CODE = 8;

	private static final int LAST_CONTROL_CODE = 10;

	private static final int LONGEST_CONTROL = 125;

	private static final int FINAL = 0x80;

	private static final int TWO_BYTES = 126;

	private static final int EIGHT_BYTES = 127;

	private static final int MASKED = 0x80;

	private final boolean server;

	private final int maxLength;

	private boolean atFrame = true;

	// Bytes of an invalid frame that are still to be skipped.
	private long toPassOver;

	// After a corrupted frame the start of the next one is unknown.
	private boolean lost;

	private boolean closeRead;

	/**
	 * Create a decoder.
	 * @param server whether this side is the server, whose clients mask their frames
	 * @param maxLength the limit of a frame's payload in bytes
	 */
	FrameDecoder(boolean server, int maxLength) {
		super(WebSocketDecoderConfig.newBuilder()
			.expectMaskedFrames(server)
			.allowExtensions(true)
			.maxFramePayloadLength(maxLength)
			.closeOnProtocolViolation(false)
			.build());
		this.server = server;
		this.maxLength = maxLength;
	}

	/**
	 * Replace Netty's decoder, which must not have read anything yet. This is certain on
	 * the event loop only; on other threads the decoder may be within a frame, and is
	 * kept.
	 */
	static void install(Channel channel, boolean server, int maxLength) {
		WebSocketFrameDecoder given = channel.pipeline().get(WebSocketFrameDecoder.class);
		if (given != null && channel.eventLoop().inEventLoop()) {
			channel.pipeline().replace(given, FrameDecoder.class.getName(), new FrameDecoder(server, maxLength));
		}
	}

	/**
	 * Return whether the peer's close frame was read to its end, valid or not.
	 */
	static boolean hasReadClose(Channel channel) {
		FrameDecoder decoder = channel.pipeline().get(FrameDecoder.class);
		return decoder != null && decoder.closeRead;
	}

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
		if (this.toPassOver > 0) {
			passOver(in);
			return;
		}
		if (this.lost) {
			in.skipBytes(in.readableBytes());
			return;
		}
		if (this.atFrame && !begin(context, in)) {
			return;
		}
		int before = out.size();
		try {
			super.decode(context, in, out);
		}
		catch (CorruptedWebSocketFrameException ex) {
			this.lost = true;
			throw ex;
		}
		this.atFrame = out.size() > before;
	}

	// RFC 6455 section 5.2. Return whether Netty's decoder is to continue.
	private boolean begin(ChannelHandlerContext context, ByteBuf in) {
		int readable = in.readableBytes();
		if (readable < 2) {
			return false;
		}
		int start = in.readerIndex();
		int second = in.getUnsignedByte(start + 1);
		long length = second & ~MASKED;
		int head = 2 + (((second & MASKED) != 0) ? Integer.BYTES : 0);
		int more = (length == TWO_BYTES) ? Short.BYTES : (length == EIGHT_BYTES) ? Long.BYTES : 0;
		if (readable < 2 + more) {
			return false;
		}
		if (more > 0) {
			head += more;
			length = (more == Short.BYTES) ? in.getUnsignedShort(start + 2) : in.getLong(start + 2);
		}
		DecoderException fault = fault(in.getUnsignedByte(start), (second & MASKED) != 0, length);
		if (fault == null) {
			return true;
		}
		this.toPassOver = (length < 0 || length > Long.MAX_VALUE - head) ? Long.MAX_VALUE : head + length;
		context.fireExceptionCaught(fault);
		passOver(in);
		return false;
	}

	// Netty's decoder finds other faults.
	private @Nullable DecoderException fault(int first, boolean masked, long length) {
		int code = first & 0x0F;
		boolean control = code >= FIRST_CONTROL_CODE;
		if (masked != this.server || code > LAST_CONTROL_CODE || (code > LAST_DATA_CODE && !control)
				|| (control && (length > LONGEST_CONTROL || (first & FINAL) == 0))) {
			return new CorruptedWebSocketFrameException(WebSocketCloseStatus.PROTOCOL_ERROR, "Invalid frame header");
		}
		return (length > this.maxLength && !control) ? new TooLongFrameException(
				"Frame of " + length + " bytes exceeds the limit of " + this.maxLength + " bytes") : null;
	}

	private void passOver(ByteBuf in) {
		int passed = (int) Math.min(this.toPassOver, in.readableBytes());
		in.skipBytes(passed);
		this.toPassOver -= passed;
	}

	@Override
	protected void checkCloseFrameBody(ChannelHandlerContext context, ByteBuf body) {
		this.closeRead = true;
		// Netty's decoder accepts these.
		if (body.readableBytes() >= Short.BYTES && body.getUnsignedShort(body.readerIndex()) > LAST_CLOSE_CODE) {
			throw new CorruptedWebSocketFrameException(WebSocketCloseStatus.PROTOCOL_ERROR,
					"Close code exceeds " + LAST_CLOSE_CODE);
		}
		super.checkCloseFrameBody(context, body);
	}

}
