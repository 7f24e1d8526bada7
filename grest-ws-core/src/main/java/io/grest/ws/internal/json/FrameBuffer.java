package io.grest.ws.internal.json;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.core.util.RecyclerPool;
import tools.jackson.databind.json.JsonMapper;

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

	/**
	 * Pool of Jackson's buffers. A thread that asks often, such as an event loop, always
	 * receives the same buffer. Jackson's own pool rotates all buffers among all threads,
	 * which allocates queue nodes, and leaves every buffer outside the processor's
	 * caches. A thread that asks only a few times returns its buffer, so that no buffer
	 * is lost with a virtual thread.
	 */
	static final class JsonBuffers implements RecyclerPool<BufferRecycler> {

		private static final int OFTEN = 32;

		private final transient ThreadLocal<Kept> kept = ThreadLocal.withInitial(Kept::new);

		private final RecyclerPool<BufferRecycler> shared;

		private JsonBuffers(RecyclerPool<BufferRecycler> shared) {
			this.shared = shared;
		}

		/**
		 * Create a builder from a mapper, with these buffers unless the application has
		 * configured others.
		 */
		static JsonMapper.Builder use(JsonMapper mapper) {
			JsonFactory factory = mapper.tokenStreamFactory();
			RecyclerPool<BufferRecycler> shared = factory._getRecyclerPool();
			if (!(shared instanceof JsonRecyclerPools.ConcurrentDequePool)) {
				return mapper.rebuild();
			}
			return new Rebuilder(mapper, factory.rebuild().recyclerPool(new JsonBuffers(shared)).build());
		}

		@Override
		public BufferRecycler acquirePooled() {
			Kept own = this.kept.get();
			BufferRecycler buffers = own.buffers;
			if (buffers == null) {
				return this.shared.acquirePooled();
			}
			own.buffers = null;
			return buffers;
		}

		@Override
		public void releasePooled(BufferRecycler buffers) {
			Kept own = this.kept.get();
			if (own.buffers == null && ++own.releases > OFTEN) {
				own.buffers = buffers;
			}
			else {
				this.shared.releasePooled(buffers);
			}
		}

		private static final class Kept {

			private @Nullable BufferRecycler buffers;

			private int releases;

		}

		/**
		 * Rebuild a mapper as {@link JsonMapper#rebuild()} does, with another factory.
		 */
		private static final class Rebuilder extends JsonMapper.Builder {

			private Rebuilder(JsonMapper mapper, JsonFactory factory) {
				super((StateImpl) mapper.rebuild().saveStateApplyModules());
				this._streamFactory = factory;
			}

		}

	}

}
