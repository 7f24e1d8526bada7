package io.grest.ws.transport.netty;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;

/**
 * Netty's decoder of frames, which however closes nothing by itself. For a frame over the
 * limit it tells of a {@link TooLongFrameException} and passes over the frame, none of
 * which is kept, to the next one: the peer's close, which is awaited then, can be read.
 */
final class FrameDecoder extends WebSocket13FrameDecoder {

	private static final int FIRST_CONTROL_CODE = 8;

	private static final int TWO_BYTES = 126;

	private static final int EIGHT_BYTES = 127;

	private static final int MASKED = 0x80;

	private final int maxLength;

	private boolean atFrame = true;

	// How much of a frame over the limit is still to come.
	private long tooLong;

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
		if (this.tooLong > 0) {
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
		boolean control = (in.getUnsignedByte(start) & 0x0F) >= FIRST_CONTROL_CODE;
		if (length <= this.maxLength || control) {
			return true;
		}
		this.tooLong = (length > Long.MAX_VALUE - head) ? Long.MAX_VALUE : head + length;
		context.fireExceptionCaught(new TooLongFrameException(
				"A frame of " + length + " bytes is over the limit of " + this.maxLength + " bytes"));
		passOver(in);
		return false;
	}

	private void passOver(ByteBuf in) {
		int passed = (int) Math.min(this.tooLong, in.readableBytes());
		in.skipBytes(passed);
		this.tooLong -= passed;
	}

	@Override
	protected void checkCloseFrameBody(ChannelHandlerContext context, ByteBuf body) {
		this.closeRead = true;
		super.checkCloseFrameBody(context, body);
	}

}
