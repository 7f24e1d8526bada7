package io.grest.ws.server;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.sun.management.ThreadMXBean;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.transport.QuietTransport;
import io.grest.ws.protocol.PayloadCodec;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * A process that measures what the hot path allocates, and prints it in bytes. Bytes, not
 * time: they do not depend on what else the machine does.
 */
final class RequestAllocation {

	private static final String JSON = "{\"customer\":\"customer-1000\",\"product\":\"analytical-engine\",\"quantity\":7,"
			+ "\"price\":14995,\"note\":\"leave it with a neighbour\"}";

	private static final byte[] ORDER = JSON.getBytes(StandardCharsets.UTF_8);

	private static final int REQUESTS = 10_000;

	private static final int MOST_ROUNDS = 300;

	private static final int STEADY_ROUNDS = 40;

	private final Peer peer = new Peer();

	private RequestAllocation() {
		SocketContract<Server, Client> contract = SocketContract.define("Orders", Server.class, Client.class)
			.path("/orders")
			.build();
		UpgradeRequest upgrade = new UpgradeRequest(URI.create("ws://localhost/orders"), new HttpHeaders(),
				new LinkedMultiValueMap<>(), null, null);
		SocketServer.of(contract, (connection) -> new Handler())
			.build()
			.endpoint()
			.handle(this.peer, upgrade, Map.of(), Context.empty())
			.subscribe();
		this.peer.send(message("h:::"));
	}

	/**
	 * Measure.
	 * @param arguments what allocates
	 */
	public static void main(String[] arguments) {
		RequestAllocation allocation = new RequestAllocation();
		double bytes = switch (arguments[0]) {
			case "request" -> allocation.allocatedByRequest();
			case "json" -> allocatedByJson();
			case "message" -> allocation.allocatedByMessage();
			default -> throw new IllegalArgumentException(arguments[0]);
		};
		System.out.println(bytes);
	}

	private double allocatedByRequest() {
		WebSocketMessage request = message("r:Orders.place:4711:" + JSON);
		double bytes = allocatedBy(() -> this.peer.send(request));
		if (!this.peer.received().startsWith("s:Orders.place:4711:{\"success\":true")) {
			throw new IllegalStateException(this.peer.received());
		}
		return bytes;
	}

	private double allocatedByMessage() {
		WebSocketMessage message = message("m:Orders.ping::");
		return allocatedBy(() -> this.peer.send(message));
	}

	// What Jackson allocates for the same record in and the same record out. As the codec
	// sets it up: a handler by hand has it allocate more.
	private static double allocatedByJson() {
		JsonMapper mapper = new PayloadCodec().mapper();
		ObjectReader reader = mapper.readerFor(Order.class);
		ObjectWriter writer = mapper.writerFor(Order.class);
		return allocatedBy(() -> writer.writeValueAsBytes(reader.readValue(ORDER)));
	}

	// It falls as the compiler finds out what it can leave out: the least, once it no
	// longer falls.
	private static double allocatedBy(Runnable task) {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		double least = Double.MAX_VALUE;
		int roundsSince = 0;
		for (int round = 0; round < MOST_ROUNDS && roundsSince < STEADY_ROUNDS; round++) {
			long before = threads.getCurrentThreadAllocatedBytes();
			for (int i = 0; i < REQUESTS; i++) {
				task.run();
			}
			double bytes = (threads.getCurrentThreadAllocatedBytes() - before) / (double) REQUESTS;
			roundsSince = (bytes < least - 1) ? 0 : roundsSince + 1;
			least = Math.min(least, bytes);
		}
		return least;
	}

	private static WebSocketMessage message(String frame) {
		DataBuffer payload = DefaultDataBufferFactory.sharedInstance.wrap(frame.getBytes(StandardCharsets.UTF_8));
		return new WebSocketMessage(WebSocketMessage.Type.TEXT, payload);
	}

	interface Server {

		Mono<Order> place(Order order);

		void ping();

	}

	interface Client {

	}

	record Order(String customer, String product, int quantity, int price, String note) {

	}

	static final class Handler implements Server {

		@Override
		public Mono<Order> place(Order order) {
			return Mono.just(order);
		}

		@Override
		public void ping() {
		}

	}

	/**
	 * A peer without a network.
	 */
	private static final class Peer extends QuietTransport {

		private @Nullable CoreSubscriber<? super WebSocketMessage> reader;

		private byte[] received = new byte[0];

		void send(WebSocketMessage message) {
			message.getPayload().readPosition(0);
			this.reader.onNext(message);
		}

		String received() {
			return new String(this.received, StandardCharsets.UTF_8);
		}

		@Override
		public Flux<WebSocketMessage> receive() {
			return new Flux<>() {

				@Override
				public void subscribe(CoreSubscriber<? super WebSocketMessage> reader) {
					Peer.this.reader = reader;
					reader.onSubscribe(Operators.emptySubscription());
				}

			};
		}

		@Override
		public void write(byte[] frame) {
			this.received = frame;
		}

	}

}
