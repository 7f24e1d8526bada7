package io.grest.ws.server;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;

/**
 * What buffers take outside of the heap, of the allocator that connections use.
 */
final class DirectMemory {

	private DirectMemory() {
	}

	static long used() {
		return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
	}

}
