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
 * Netty's decoder of frames, which however closes nothing by itself: it tells of what
 * breaks the rules by an exception. Where the head of a frame does, a frame over the
 * limit above all, it passes over that frame, none of which is kept, to the next one: the
 * peer's close, which is awaited then, can be read.
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

	// How much of a frame that is not wanted is still to come.
	private long toPassOver;

	// A frame has broken the rules: nobody knows where the next one begins.
	private boolean lost;

	private boolean closeRead;

	/**
	 * Create a decoder.
	 * @param server whether frames come from a client, which masks them
	 * @param maxLength how many bytes a frame's payload may have
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
	 * Take the place of Netty's decoder, which must not have read anything yet. That is
	 * certain on the event loop; elsewhere it may be in the midst of a frame, and stays.
	 */
	static void install(Channel channel, boolean server, int maxLength) {
		WebSocketFrameDecoder given = channel.pipeline().get(WebSocketFrameDecoder.class);
		if (given != null && channel.eventLoop().inEventLoop()) {
			channel.pipeline().replace(given, FrameDecoder.class.getName(), new FrameDecoder(server, maxLength));
		}
	}

	/**
	 * Whether the peer's close frame was read to its end, be it a wrong one.
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

	// RFC 6455 section 5.2. Whether Netty's decoder is to go on.
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

	// What else is wrong is for Netty's decoder to find.
	private @Nullable DecoderException fault(int first, boolean masked, long length) {
		int code = first & 0x0F;
		boolean control = code >= FIRST_CONTROL_CODE;
		if (masked != this.server || code > LAST_CONTROL_CODE || (code > LAST_DATA_CODE && !control)
				|| (control && (length > LONGEST_CONTROL || (first & FINAL) == 0))) {
			return new CorruptedWebSocketFrameException(WebSocketCloseStatus.PROTOCOL_ERROR,
					"A frame whose head breaks the rules");
		}
		return (length > this.maxLength && !control) ? new TooLongFrameException(
				"A frame of " + length + " bytes is over the limit of " + this.maxLength + " bytes") : null;
	}

	private void passOver(ByteBuf in) {
		int passed = (int) Math.min(this.toPassOver, in.readableBytes());
		in.skipBytes(passed);
		this.toPassOver -= passed;
	}

	@Override
	protected void checkCloseFrameBody(ChannelHandlerContext context, ByteBuf body) {
		this.closeRead = true;
		// Netty's decoder lets these through.
		if (body.readableBytes() >= Short.BYTES && body.getUnsignedShort(body.readerIndex()) > LAST_CLOSE_CODE) {
			throw new CorruptedWebSocketFrameException(WebSocketCloseStatus.PROTOCOL_ERROR,
					"A close code over " + LAST_CLOSE_CODE);
		}
		super.checkCloseFrameBody(context, body);
	}

}
