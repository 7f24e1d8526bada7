package io.grest.ws.benchmarks.jmh;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderJson;
import io.grest.ws.benchmarks.Receipt;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.PayloadReader;
import io.grest.ws.internal.json.PayloadWriter;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.WireFormat;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.json.JsonMapper;

/**
 * Benchmark of the decoding of frames and payloads and of their encoding, and of Jackson
 * alone, as a hand-written server calls it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {

	private final Payloads payloads = Payloads.of(new JsonMapper());

	private final WireFormat format = new GrestFormat(List.of("Orders.place", "Orders.publish", "Orders.join"),
			this.payloads);

	private final PayloadReader reader = this.payloads.reader(Order.class);

	private final PayloadWriter writer = this.payloads.writer(Receipt.class);

	private final WireFormat.MethodFrames place = this.format.method("Orders.place");

	private final byte[] order = OrderJson.write(Order.of(7));

	private final byte[] frame = ("r:Orders.place:4711:" + new String(this.order, StandardCharsets.UTF_8))
		.getBytes(StandardCharsets.UTF_8);

	private final Payload payload = Payload.of(this.order);

	private final Receipt receipt = Receipt.of(Order.of(7));

	/**
	 * Decode the head of a frame.
	 */
	@Benchmark
	public Frame decode() {
		return this.format.decode(this.frame, this.frame.length);
	}

	/**
	 * Read a payload as its type.
	 */
	@Benchmark
	public Object read() {
		return this.reader.read(this.payload);
	}

	/**
	 * Encode the frame of an answer.
	 */
	@Benchmark
	public OutboundFrame success() {
		return this.place.success("4711", this.writer, this.receipt);
	}

	/**
	 * Read bytes as a record, and write a record as bytes.
	 */
	@Benchmark
	public byte[] jacksonAlone() {
		return OrderJson.answer(this.order);
	}

}
