package io.grest.ws.server;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

import com.sun.management.UnixOperatingSystemMXBean;

import org.springframework.util.unit.DataSize;

/**
 * What this process holds, garbage apart.
 *
 * @param heap bytes of the heap
 * @param direct bytes of buffers outside of it, of the allocator that connections use
 * @param descriptors how many files and sockets are open
 */
record Footprint(long heap, long direct, long descriptors) {

	static Footprint now() {
		System.gc();
		return new Footprint(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), DirectMemory.used(),
				openFiles());
	}

	private static long openFiles() {
		OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
		return (system instanceof UnixOperatingSystemMXBean unix) ? unix.getOpenFileDescriptorCount() : 0;
	}

	boolean isAbove(Footprint before, DataSize memory) {
		return this.heap - before.heap > memory.toBytes() || this.direct - before.direct > memory.toBytes();
	}

	Footprint most(Footprint other) {
		return new Footprint(Math.max(this.heap, other.heap), Math.max(this.direct, other.direct),
				Math.max(this.descriptors, other.descriptors));
	}

	@Override
	public String toString() {
		return "%.1f MB of heap, %.1f MB direct, %d descriptors".formatted(this.heap / 1e6, this.direct / 1e6,
				this.descriptors);
	}

}
