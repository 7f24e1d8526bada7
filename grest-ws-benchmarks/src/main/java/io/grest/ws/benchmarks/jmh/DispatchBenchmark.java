package io.grest.ws.benchmarks.jmh;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderJson;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * Benchmark of a received frame, up to the frame that answers it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DispatchBenchmark {

	private final MemoryTransport transport = new MemoryServer().open();

	private final WebSocketMessage request = MemoryTransport
		.message("r:Orders.place:4711:" + new String(OrderJson.write(Order.of(7)), StandardCharsets.UTF_8));

	private final WebSocketMessage message = MemoryTransport.message("m:Orders.join::");

	/**
	 * Handle a request, including its JSON.
	 */
	@Benchmark
	public byte[] request() {
		return this.transport.receive(this.request);
	}

	/**
	 * Handle a message without payload.
	 */
	@Benchmark
	public byte[] message() {
		return this.transport.receive(this.message);
	}

}
