package io.grest.ws.benchmarks.jmh;

import java.util.concurrent.TimeUnit;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderClient;
import io.grest.ws.benchmarks.Receipt;
import io.grest.ws.internal.transport.OutboundQueue;
import io.grest.ws.internal.transport.TrafficLog;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.protocol.FrameType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Benchmark of sending: through a proxy, through a queue, and to a group.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SendBenchmark {

	private static final int MEMBERS = 200;

	private final Receipt receipt = Receipt.of(Order.of(7));

	private final MemoryServer server = new MemoryServer();

	private final MemoryTransport transport = this.server.open();

	private final OrderClient remote = this.server.latest().remote();

	private final MemoryServer crowd = new MemoryServer();

	private final OrderClient everyone = this.crowd.members().remote();

	private final OutboundFrame frame = new OutboundFrame(FrameType.MSG, "Orders.published", new byte[150], 20);

	private final OutboundQueue queue;

	/**
	 * Fill the group, and open the queue.
	 */
	public SendBenchmark() {
		for (int i = 0; i < MEMBERS; i++) {
			this.crowd.open();
		}
		this.queue = new OutboundQueue(new MemoryTransport(), 1024, 1024 * 1024, false, TrafficLog.NONE, () -> {
		});
		this.queue.release(this.frame);
	}

	/**
	 * Send a message through a proxy, including its JSON.
	 */
	@Benchmark
	public byte[] proxy() {
		this.remote.published(this.receipt);
		return this.transport.written();
	}

	/**
	 * Add a frame to the queue, and take it out.
	 */
	@Benchmark
	public boolean queue() {
		return this.queue.push(this.frame, null);
	}

	/**
	 * Send a message to a group of 200 connections, including its JSON.
	 */
	@Benchmark
	public void group() {
		this.everyone.published(this.receipt);
	}

}
