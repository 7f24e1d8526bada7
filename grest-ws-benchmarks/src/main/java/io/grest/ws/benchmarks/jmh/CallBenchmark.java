package io.grest.ws.benchmarks.jmh;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.grest.ws.benchmarks.Order;
import io.grest.ws.benchmarks.OrderClient;
import io.grest.ws.benchmarks.OrderJson;
import io.grest.ws.benchmarks.OrderServer;
import io.grest.ws.benchmarks.Receipt;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.server.SocketServer;
import io.grest.ws.server.TransportConnections;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;

/**
 * Benchmark of a call through a proxy, up to its answer. The contract is reversed, so
 * that the server calls.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallBenchmark {

	private static final byte[] HEAD = bytes("s:Orders.place:");

	private static final byte[] ANSWER = bytes(
			":{\"success\":true,\"type\":\"OK\",\"data\":" + OrderJson.write(Receipt.of(Order.of(7))) + "}");

	private final Order order = Order.of(7);

	private final MemoryTransport transport = new MemoryTransport();

	private OrderServer remote;

	private Receipt receipt;

	/**
	 * Open the connection.
	 */
	public CallBenchmark() {
		SocketContract<OrderClient, OrderServer> contract = SocketContract
			.define("Orders", OrderClient.class, OrderServer.class)
			.path("/rpc")
			.build();
		UpgradeRequest upgrade = new UpgradeRequest(URI.create("ws://localhost/rpc"), new HttpHeaders(),
				new LinkedMultiValueMap<>(), null, null);
		TransportConnections.open(SocketServer.ofReactive(contract, this::connect).build(), this.transport, upgrade);
		this.transport.receive(MemoryTransport.message("h:::"));
	}

	private Mono<OrderClient> connect(SocketConnection<OrderServer> connection) {
		this.remote = connection.remote();
		return Mono.just((receipt) -> {
		});
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Call a method. Includes the creation of the answer's frame, of about 350 bytes with
	 * its wrappers.
	 */
	@Benchmark
	public Receipt call() {
		this.remote.place(this.order).subscribe((answer) -> this.receipt = answer);
		this.transport.receive(MemoryTransport.message(answer(this.transport.written())));
		return this.receipt;
	}

	// The id is at the same position as in the request.
	private static byte[] answer(byte[] request) {
		int end = HEAD.length;
		while (request[end] != ':') {
			end++;
		}
		return ByteBuffer.allocate(end + ANSWER.length)
			.put(HEAD)
			.put(request, HEAD.length, end - HEAD.length)
			.put(ANSWER)
			.array();
	}

}
