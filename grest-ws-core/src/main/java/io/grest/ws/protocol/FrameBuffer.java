package io.grest.ws.protocol;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Where a frame is written before its length is known. Each thread keeps one, so that a
 * frame costs one array: the exact one that goes out. A buffer that a large frame made
 * grow is let go.
 */
final class FrameBuffer extends OutputStream {

	private static final int INITIAL_SIZE = 1024;

	private static final int LARGEST_KEPT = 64 * 1024;

	private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

	private static final ThreadLocal<@Nullable FrameBuffer> KEPT = new ThreadLocal<>();

	private byte[] bytes = new byte[INITIAL_SIZE];

	private int size;

	private FrameBuffer() {
	}

	/**
	 * Write a frame.
	 * @param content writes it; may write other frames while it does
	 * @return the frame's bytes
	 */
	static byte[] write(Consumer<FrameBuffer> content) {
		FrameBuffer buffer = KEPT.get();
		// Taken, not shared: a getter of the payload that sends on its own meets an empty
		// place and makes a buffer of its own.
		KEPT.set(null);
		if (buffer == null) {
			buffer = new FrameBuffer();
		}
		buffer.size = 0;
		try {
			content.accept(buffer);
			return Arrays.copyOf(buffer.bytes, buffer.size);
		}
		finally {
			if (buffer.bytes.length <= LARGEST_KEPT) {
				KEPT.set(buffer);
			}
		}
	}

	FrameBuffer append(byte[] source) {
		write(source, 0, source.length);
		return this;
	}

	FrameBuffer append(String text) {
		return append(text.getBytes(StandardCharsets.UTF_8));
	}

	FrameBuffer append(char ascii) {
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
