package io.grest.ws.internal.json;

import io.grest.ws.internal.Tuning;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.core.util.RecyclerPool;
import tools.jackson.databind.json.JsonMapper;

/**
 * Pool of Jackson's buffers. A thread that asks often, such as an event loop, always
 * receives the same buffer. Jackson's own pool rotates all buffers among all threads,
 * which allocates queue nodes, and leaves every buffer outside the processor's caches. A
 * thread that asks only a few times returns its buffer, so that no buffer is lost with a
 * virtual thread. Saves 60 ns in reading and 45 ns in writing an order, a seventh and a
 * fifth of it; {@link Tuning#JSON_BUFFERS} turns it off.
 */
final class JsonBuffers implements RecyclerPool<BufferRecycler> {

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
		if (!Tuning.JSON_BUFFERS.isOn() || !(shared instanceof JsonRecyclerPools.ConcurrentDequePool)) {
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
