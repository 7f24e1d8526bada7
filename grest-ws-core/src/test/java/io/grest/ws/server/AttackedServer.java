package io.grest.ws.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.observation.MicrometerSocketMetrics;
import io.grest.ws.server.ActiveConnections.Limits;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A server that peers attack, and the good client that it serves all the same. It ends
 * with nobody connected.
 */
final class AttackedServer implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api/{room}")
		.build();

	private final ActiveConnections connections = new ActiveConnections(Limits.NONE);

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final AtomicInteger handled = new AtomicInteger();

	private final NettyServer server;

	AttackedServer() {
		this(ConnectionOptions.DEFAULTS);
	}

	AttackedServer(ConnectionOptions options) {
		this(options, false);
	}

	AttackedServer(ConnectionOptions options, boolean compress) {
		this.server = new NettyServer(
				new SocketHandlerAdapter(options.maxFrameSize(), compress, this.connections,
						AllowedOrigins.SAME_ORIGIN),
				SocketServer.of(this.contract, (connection) -> new Service())
					.connections(this.connections)
					.options(options)
					.metrics(new MicrometerSocketMetrics(this.registry))
					.build());
	}

	int port() {
		return this.server.port();
	}

	int connections() {
		return this.connections.connections().size();
	}

	int meters() {
		return this.registry.getMeters().size();
	}

	/** How many calls of the echo were handled. */
	int handled() {
		return this.handled.get();
	}

	/** How often something was counted, whatever the tags. */
	double count(String meter) {
		return this.registry.get(meter).counters().stream().mapToDouble(Counter::count).sum();
	}

	/** A peer whose handshake is still to come. */
	RawSocket upgraded() throws IOException {
		return new RawSocket(port(), "/api/1");
	}

	RawSocket connect() throws IOException {
		return upgraded().shakeHands();
	}

	void serves() throws IOException {
		try (RawSocket good = connect()) {
			serves(good);
		}
	}

	/** Call the echo as often as is said, without reading, in a thread of its own. */
	static CompletableFuture<Void> ask(RawSocket peer, int calls) {
		return CompletableFuture.runAsync(() -> {
			try {
				for (int i = 0; i < calls; i++) {
					peer.send("r:Api.echo:" + i + ":{\"text\":\"a\",\"number\":1}");
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	/** Read the answers to that, in order. */
	static void answers(RawSocket peer, int calls) throws IOException {
		for (int i = 0; i < calls; i++) {
			assertThat(peer.read().text()).startsWith("s:Api.echo:" + i + ":{\"success\":true");
		}
	}

	static void serves(RawSocket good) throws IOException {
		good.send("r:Api.echo:good:{\"text\":\"good\",\"number\":1}");
		assertThat(good.read().text()).startsWith("s:Api.echo:good:{\"success\":true");
	}

	/** Check how a peer is closed that sends these frames. */
	void closesWith(int code, byte[]... frames) throws IOException {
		try (RawSocket peer = connect()) {
			for (byte[] frame : frames) {
				peer.write(frame);
			}
			assertThat(peer.read().closeCode()).isEqualTo(code);
		}
	}

	void isLeft() {
		await().atMost(TIMEOUT).until(() -> connections() == 0 && this.server.sockets() == 0);
	}

	@Override
	public void close() {
		try {
			isLeft();
		}
		finally {
			this.server.close();
		}
	}

	interface Server {

		Mono<Input> echo(Input input);

		Mono<Input> fail(Input input);

		void tell(Input input);

		Flux<Integer> count();

		Flux<Integer> forever();

		Flux<Integer> never();

		Mono<Long> total(Flux<Integer> numbers);

		Mono<Long> hold(Flux<Integer> numbers);

	}

	interface Client {

	}

	record Input(String text, int number) {

	}

	private final class Service implements Server {

		@Override
		public Mono<Input> echo(Input input) {
			AttackedServer.this.handled.incrementAndGet();
			return Mono.just(input);
		}

		@Override
		public Mono<Input> fail(Input input) {
			throw new IllegalStateException("as it should");
		}

		@Override
		public void tell(Input input) {
		}

		@Override
		public Flux<Integer> count() {
			return Flux.just(1, 2);
		}

		@Override
		public Flux<Integer> forever() {
			return Flux.range(1, Integer.MAX_VALUE);
		}

		@Override
		public Flux<Integer> never() {
			return Flux.never();
		}

		@Override
		public Mono<Long> total(Flux<Integer> numbers) {
			return numbers.count();
		}

		@Override
		public Mono<Long> hold(Flux<Integer> numbers) {
			return Mono.never();
		}

	}

}
