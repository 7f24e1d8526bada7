package io.grest.ws.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.SocketContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers that take a stream without end slowly, in lines of a kilobyte: it is produced as
 * slowly, and what waits for them is little.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowStreamTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String LINE = "x".repeat(1_000);

	// Of the buffers of both ends.
	private static final int MOST_WAITING = 1_000;

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final AtomicInteger produced = new AtomicInteger();

	private final AtomicInteger cancelled = new AtomicInteger();

	private final NettyServer server = new NettyServer(SocketServer.of(this.contract, (connection) -> new Service())
		.options(ConnectionOptions.builder().stallTimeout(Duration.ofMinutes(5)).build())
		.build());

	@AfterEach
	void stop() {
		this.server.close();
	}

	private RawSocket connect() throws Exception {
		RawSocket peer = new RawSocket(this.server.port(), "/api");
		peer.send("h:::{\"grest-ws-extensions\":\"streams\"}");
		assertThat(peer.read().text()).isEqualTo("k:::{\"extensions\":[\"streams\"]}");
		return peer;
	}

	@Test
	void producesNoMoreThanThereIsCreditFor() throws Exception {
		try (RawSocket peer = connect()) {
			peer.send("r:Api.forever:1;cr=1:");
			for (int i = 1; i <= 500; i++) {
				assertThat(peer.read().text()).isEqualTo("n::1:\"" + i + LINE + "\"");
				assertThat(this.produced).hasValue(i);
				peer.send("q::1:1");
			}
		}
	}

	@Test
	void producesNoMoreThanFitsIntoBuffers() throws Exception {
		Footprint before = Footprint.now();
		try (RawSocket peer = connect()) {
			peer.send("r:Api.forever:1;cr=2147483647:");
			AtomicInteger last = new AtomicInteger(-1);
			await().atMost(TIMEOUT)
				.pollInterval(Duration.ofMillis(200))
				.until(() -> last.getAndSet(this.produced.get()) == this.produced.get() && this.produced.get() > 0);
			for (int i = 1; i <= 5_000; i++) {
				assertThat(peer.read().text()).isEqualTo("n::1:\"" + i + LINE + "\"");
				assertThat(this.produced.get()).isLessThan(i + MOST_WAITING);
			}
			assertThat(Footprint.now().isAbove(before, DataSize.ofMegabytes(8))).isFalse();
			peer.send("z::1:");
			await().atMost(TIMEOUT).until(() -> {
				peer.read();
				return this.cancelled.get() == 1;
			});
		}
	}

	@Test
	void takesNoMoreInputThanHandlerAsksFor() throws Exception {
		try (RawSocket peer = connect()) {
			peer.send("r:Api.slow:1;in=1:");
			for (int i = 1; i <= 500; i++) {
				assertThat(peer.read().text()).isEqualTo("q::1:1");
				peer.send("n::1:\"" + LINE + "\"");
			}
			assertThat(peer.read().text()).isEqualTo("q::1:1");
			peer.send("n::1;e=1:");
			assertThat(peer.read().text()).isEqualTo("s:Api.slow:1:{\"success\":true,\"type\":\"OK\",\"data\":500}");
		}
	}

	interface Server {

		Flux<String> forever();

		Mono<Long> slow(Flux<String> lines);

	}

	interface Client {

	}

	private final class Service implements Server {

		@Override
		public Flux<String> forever() {
			return Flux.range(1, 1_000_000_000)
				.map((number) -> number + LINE)
				.doOnNext((line) -> SlowStreamTests.this.produced.incrementAndGet())
				.doOnCancel(SlowStreamTests.this.cancelled::incrementAndGet);
		}

		@Override
		public Mono<Long> slow(Flux<String> lines) {
			return lines.limitRate(1).count();
		}

	}

}
