package io.grest.ws.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Text frames of a server as they go out, gathered in one buffer. Through the encoder of
 * Netty each frame would be a message, a buffer and an entry of a {@code writev} of its
 * own, which costs more than all that is in it. Used on the event loop.
 */
final class FrameBatch {

	// What a write to a socket takes in one go at least; a batch that has become larger
	// makes way for the next.
	private static final int FULL = 16 * 1024;

	// RFC 6455 section 5.2: FIN, and the opcode of text.
	private static final int TEXT = 0x81;

	private static final int TWO_BYTES = 126;

	private static final int EIGHT_BYTES = 127;

	private static final int LONGEST_HEAD = 10;

	private static final int INITIAL_SIZE = 256;

	private final Channel channel;

	private @Nullable ByteBuf buffer;

	// Of the latest batch: the next will be much the same.
	private int expected = INITIAL_SIZE;

	FrameBatch(Channel channel) {
		this.channel = channel;
	}

	/**
	 * The bytes that have not been passed on to the channel.
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
			buffer = this.channel.alloc().directBuffer(Math.max(this.expected, text.length + LONGEST_HEAD));
			this.buffer = buffer;
		}
		writeHead(buffer, text.length);
		buffer.writeBytes(text);
		if (buffer.readableBytes() >= FULL) {
			write();
		}
	}

	private static void writeHead(ByteBuf buffer, int length) {
		buffer.writeByte(TEXT);
		if (length < TWO_BYTES) {
			buffer.writeByte(length);
		}
		else if (length <= 0xFFFF) {
			buffer.writeByte(TWO_BYTES).writeShort(length);
		}
		else {
			buffer.writeByte(EIGHT_BYTES).writeLong(length);
		}
	}

	/**
	 * Pass what was added on to the channel, without a flush.
	 */
	void write() {
		ByteBuf buffer = this.buffer;
		if (buffer != null) {
			this.buffer = null;
			this.expected = Math.min(Math.max(buffer.readableBytes(), INITIAL_SIZE), FULL);
			this.channel.write(buffer, this.channel.voidPromise());
		}
	}

	/**
	 * Let go what was not passed on: the connection has ended.
	 */
	void release() {
		ByteBuf buffer = this.buffer;
		if (buffer != null) {
			this.buffer = null;
			buffer.release();
		}
	}

}
