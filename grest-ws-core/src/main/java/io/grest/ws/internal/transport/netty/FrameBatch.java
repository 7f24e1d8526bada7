package io.grest.ws.internal.transport.netty;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

import io.grest.ws.internal.Tuning;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.RandomWebSocketFrameMaskGenerator;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameMaskGenerator;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Batch of outbound text frames in one buffer. With the encoder of Netty each frame would
 * be a message, a buffer and a {@code writev} entry of its own, which costs more than the
 * frame itself. Together with {@linkplain NettyInbound direct reads}, and frames that
 * pass the queue by, it reduced the processor time of an answer from 1.07 to 0.84 of that
 * of a handler by hand; {@link Tuning#FRAME_BATCHES} turns it off. Used on the event
 * loop.
 */
final class FrameBatch {

	// A socket takes at least this much in one write. A larger batch is written, and a
	// new one begins.
	private static final int FULL = 16 * 1024;

	// RFC 6455 section 5.2: FIN, and the opcode of text.
	private static final int TEXT = 0x81;

	private static final int TWO_BYTES = 126;

	private static final int EIGHT_BYTES = 127;

	private static final int MASKED = 0x80;

	private static final int LONGEST_HEAD = 14;

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private static final int INITIAL_SIZE = 256;

	private final ChannelHandlerContext encoder;

	private final @Nullable WebSocketFrameMaskGenerator masks;

	private @Nullable ByteBuf buffer;

	// Size of the latest batch, as an estimate of the next.
	private int expected = INITIAL_SIZE;

	/**
	 * Create an empty batch.
	 * @param encoder the context of Netty's frame encoder; batches are written behind it,
	 * past the handlers before it
	 * @param masks the generator of a client's masks, or {@code null} on a server
	 */
	FrameBatch(ChannelHandlerContext encoder, @Nullable WebSocketFrameMaskGenerator masks) {
		this.encoder = encoder;
		this.masks = masks;
	}

	/**
	 * Create an empty batch for a channel.
	 * @param pipeline the pipeline of the channel
	 * @param server whether this side is the server, which masks nothing
	 * @return the batch, or {@code null} if frames must pass the encoder of Netty, as it
	 * is not there, an extension is, or the tuning is off
	 */
	static @Nullable FrameBatch of(ChannelPipeline pipeline, boolean server) {
		ChannelHandlerContext encoder = pipeline.context(WebSocketFrameEncoder.class);
		return (encoder != null && pipeline.get(WebSocketExtensionEncoder.class) == null && Tuning.FRAME_BATCHES.isOn())
				? new FrameBatch(encoder, server ? null : RandomWebSocketFrameMaskGenerator.INSTANCE) : null;
	}

	/**
	 * Return the number of bytes not yet passed to the channel.
	 */
	int size() {
		ByteBuf buffer = this.buffer;
		return (buffer != null) ? buffer.readableBytes() : 0;
	}

	/**
	 * Add a frame.
	 */
	void add(byte[] text) {
		ByteBuf buffer = this.buffer;
		if (buffer == null) {
			buffer = this.encoder.alloc().directBuffer(Math.max(this.expected, text.length + LONGEST_HEAD));
			this.buffer = buffer;
		}
		writeHead(buffer, text.length);
		if (this.masks == null) {
			buffer.writeBytes(text);
		}
		else {
			writeMasked(buffer, text, this.masks.nextMask());
		}
		if (buffer.readableBytes() >= FULL) {
			write();
		}
	}

	private void writeHead(ByteBuf buffer, int length) {
		int masked = (this.masks != null) ? MASKED : 0;
		buffer.writeByte(TEXT);
		if (length < TWO_BYTES) {
			buffer.writeByte(masked | length);
		}
		else if (length <= 0xFFFF) {
			buffer.writeByte(masked | TWO_BYTES).writeShort(length);
		}
		else {
			buffer.writeByte(masked | EIGHT_BYTES).writeLong(length);
		}
	}

	// RFC 6455 section 5.3
	private static void writeMasked(ByteBuf buffer, byte[] text, int mask) {
		buffer.ensureWritable(Integer.BYTES + text.length).writeInt(mask);
		long twice = ((long) mask << Integer.SIZE) | (mask & 0xFFFF_FFFFL);
		int done = 0;
		for (; done + Long.BYTES <= text.length; done += Long.BYTES) {
			buffer.writeLong((long) LONGS.get(text, done) ^ twice);
		}
		for (; done < text.length; done++) {
			buffer.writeByte(text[done] ^ (mask >>> (24 - 8 * (done % 4))));
		}
	}

	/**
	 * Pass the batch to the channel, without a flush.
	 */
	void write() {
		ByteBuf buffer = this.buffer;
		if (buffer != null) {
			this.buffer = null;
			this.expected = Math.min(Math.max(buffer.readableBytes(), INITIAL_SIZE), FULL);
			this.encoder.write(buffer, this.encoder.voidPromise());
		}
	}

	/**
	 * Pass the batch to the channel, and flush it.
	 */
	void flush() {
		write();
		this.encoder.flush();
	}

	/**
	 * Release the batch, when the connection has ended.
	 */
	void release() {
		ByteBuf buffer = this.buffer;
		if (buffer != null) {
			this.buffer = null;
			buffer.release();
		}
	}

}
