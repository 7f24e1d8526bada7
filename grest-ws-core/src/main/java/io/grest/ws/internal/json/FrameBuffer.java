package io.grest.ws.internal.json;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Buffer to write a frame whose length is not known yet. Each thread keeps one, so that a
 * frame costs one array, of its exact size. A buffer that has grown for a large frame is
 * not kept.
 *
 * @since 0.1.0
 */
public final class FrameBuffer extends OutputStream {

	private static final int INITIAL_SIZE = 1024;

	private static final int LARGEST_KEPT = 64 * 1024;

	private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

	private static final ThreadLocal<@Nullable FrameBuffer> KEPT = new ThreadLocal<>();

	private byte[] bytes = new byte[INITIAL_SIZE];

	private int size;

	private int payloadOffset;

	private FrameBuffer() {
	}

	/**
	 * Write a frame.
	 * @param content the writer of the frame; may write other frames meanwhile
	 * @return the frame's bytes
	 */
	public static byte[] write(Consumer<FrameBuffer> content) {
		return write(content, FrameBuffer::toBytes);
	}

	/**
	 * Write into the buffer of this thread.
	 * @param content the writer; may write into other buffers meanwhile
	 * @param result the function from the written buffer to the result
	 * @param <T> the type of the result
	 * @return the result
	 */
	public static <T> T write(Consumer<FrameBuffer> content, Function<FrameBuffer, T> result) {
		FrameBuffer buffer = KEPT.get();
		// Taken, not shared: a payload's getter that sends a frame itself finds no buffer
		// and creates its own.
		KEPT.set(null);
		if (buffer == null) {
			buffer = new FrameBuffer();
		}
		buffer.size = 0;
		buffer.payloadOffset = 0;
		try {
			content.accept(buffer);
			return result.apply(buffer);
		}
		finally {
			if (buffer.bytes.length <= LARGEST_KEPT) {
				KEPT.set(buffer);
			}
		}
	}

	/**
	 * Copy what was written.
	 * @return the bytes
	 */
	public byte[] toBytes() {
		return Arrays.copyOf(this.bytes, this.size);
	}

	/**
	 * Return where the payload begins.
	 * @return the offset in bytes, zero unless it was marked
	 */
	public int payloadOffset() {
		return this.payloadOffset;
	}

	/**
	 * Mark the beginning of the payload.
	 * @return this buffer
	 */
	public FrameBuffer payloadBegins() {
		this.payloadOffset = this.size;
		return this;
	}

	/**
	 * Append bytes.
	 * @param source the bytes
	 * @return this buffer
	 */
	public FrameBuffer append(byte[] source) {
		write(source, 0, source.length);
		return this;
	}

	/**
	 * Append text in UTF-8. For ids, which are nearly always ASCII.
	 * @param text the text
	 * @return this buffer
	 */
	public FrameBuffer append(String text) {
		int length = text.length();
		ensure(length);
		for (int i = 0; i < length; i++) {
			char c = text.charAt(i);
			if (c >= 0x80) {
				return append(text.substring(i).getBytes(StandardCharsets.UTF_8));
			}
			this.bytes[this.size++] = (byte) c;
		}
		return this;
	}

	/**
	 * Append a character.
	 * @param ascii a character of ASCII
	 * @return this buffer
	 */
	public FrameBuffer append(char ascii) {
		write(ascii);
		return this;
	}

	@Override
	public void write(int value) {
		ensure(1);
		this.bytes[this.size++] = (byte) value;
	}

	@Override
	public void write(byte[] source, int offset, int length) {
		ensure(length);
		System.arraycopy(source, offset, this.bytes, this.size, length);
		this.size += length;
	}

	private void ensure(int more) {
		int needed = Math.addExact(this.size, more);
		if (needed > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, (int) Math.min(Math.max(needed, this.bytes.length * 2L), MAX_ARRAY));
		}
	}

}
