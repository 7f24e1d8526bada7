package io.grest.ws.internal.json;

import java.util.ArrayList;
import java.util.List;

import io.grest.ws.internal.TunedOff;
import io.grest.ws.internal.Tuning;
import org.junit.jupiter.api.Test;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.core.util.RecyclerPool;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JsonBuffers}.
 */
class JsonBuffersTests {

	@Test
	void keepsBufferOfThreadThatAsksOften() {
		RecyclerPool<BufferRecycler> pool = pool(Payloads.configure(new JsonMapper()));
		assertThat(pool).isInstanceOf(JsonBuffers.class);
		for (int i = 0; i < 100; i++) {
			pool.releasePooled(pool.acquirePooled());
		}
		BufferRecycler kept = pool.acquirePooled();
		BufferRecycler other = pool.acquirePooled();
		assertThat(other).isNotSameAs(kept);
		pool.releasePooled(kept);
		pool.releasePooled(other);
		assertThat(pool.acquirePooled()).isSameAs(kept);
	}

	@Test
	void returnsBufferOfThreadThatAsksSeldom() throws InterruptedException {
		RecyclerPool<BufferRecycler> pool = pool(Payloads.configure(new JsonMapper()));
		List<BufferRecycler> used = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			Thread thread = new Thread(() -> {
				BufferRecycler buffers = pool.acquirePooled();
				used.add(buffers);
				pool.releasePooled(buffers);
			});
			thread.start();
			thread.join();
		}
		assertThat(used.get(1)).isSameAs(used.get(0));
	}

	@Test
	void leavesPoolOfTheApplication() {
		JsonMapper own = JsonMapper
			.builder(JsonFactory.builder().recyclerPool(JsonRecyclerPools.nonRecyclingPool()).build())
			.build();
		assertThat(pool(Payloads.configure(own))).isInstanceOf(JsonRecyclerPools.NonRecyclingPool.class);
	}

	@Test
	void leavesBuffersToJacksonWhenTurnedOff() {
		JsonMapper untuned = TunedOff.create(Tuning.JSON_BUFFERS, () -> Payloads.configure(new JsonMapper()));
		assertThat(pool(untuned)).isInstanceOf(JsonRecyclerPools.ConcurrentDequePool.class);
		assertThat(untuned.readValue(untuned.writeValueAsBytes("a"), String.class)).isEqualTo("a");
	}

	private static RecyclerPool<BufferRecycler> pool(JsonMapper mapper) {
		return mapper.tokenStreamFactory()._getRecyclerPool();
	}

}
