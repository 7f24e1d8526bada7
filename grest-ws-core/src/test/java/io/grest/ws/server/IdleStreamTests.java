package io.grest.ws.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.Blocking;
import io.grest.ws.contract.SocketContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams in which nothing moves, and calls whose handler does not let go.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IdleStreamTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration IDLE = Duration.ofMillis(700);

	private static final String IDLE_ERROR = ":{\"success\":false,\"type\":\"DEADLINE_EXCEEDED\"";

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final AtomicInteger cancelled = new AtomicInteger();

	private final CountDownLatch letGo = new CountDownLatch(1);

	private final CountDownLatch held = new CountDownLatch(1);

	private NettyServer server;

	private RawSocket connect(ConnectionOptions.Builder options) throws Exception {
		this.server = new NettyServer(
				SocketServer.of(this.contract, (connection) -> new Service()).options(options.build()).build());
		RawSocket peer = new RawSocket(this.server.port(), "/api");
		peer.send("h:::{\"grest-ws-extensions\":\"streams\"}");
		assertThat(peer.read().text()).isEqualTo("k:::{\"extensions\":[\"streams\"]}");
		return peer;
	}

	@AfterEach
	void stop() {
		this.letGo.countDown();
		this.server.close();
	}

	@Test
	void anAnswerThatNobodyAsksForEndsAfterAWhile() throws Exception {
		try (RawSocket peer = connect(ConnectionOptions.builder().streamIdleTimeout(IDLE))) {
			peer.send("r:Api.numbers:1;cr=2:");
			assertThat(peer.read().text()).isEqualTo("n::1:1");
			assertThat(peer.read().text()).isEqualTo("n::1:2");
			assertThat(peer.read().text()).startsWith("s:Api.numbers:1" + IDLE_ERROR)
				.contains("Neither items nor credit have moved for 700 ms");
			await().atMost(TIMEOUT).until(() -> this.cancelled.get() == 1);
		}
	}

	@Test
	void anInputThatDoesNotComeEndsItsCallAfterAWhile() throws Exception {
		try (RawSocket peer = connect(ConnectionOptions.builder().streamIdleTimeout(IDLE))) {
			peer.send("r:Api.count:1;in=1:");
			assertThat(peer.read().text()).startsWith("q::1:");
			assertThat(peer.read().text()).startsWith("s:Api.count:1" + IDLE_ERROR);
		}
	}

	@Test
	void aStreamThatMovesDoesNotEndHoweverLongItIs() throws Exception {
		try (RawSocket peer = connect(ConnectionOptions.builder().streamIdleTimeout(IDLE))) {
			peer.send("r:Api.slowly:1;cr=100:");
			for (int i = 0; i < 10; i++) {
				assertThat(peer.read().text()).isEqualTo("n::1:" + i);
			}
			assertThat(peer.read().text()).isEqualTo("s:Api.slowly:1:{\"success\":true,\"type\":\"OK\"}");
		}
	}

	@Test
	void creditWithoutItemsKeepsAStream() throws Exception {
		try (RawSocket peer = connect(ConnectionOptions.builder().streamIdleTimeout(IDLE))) {
			peer.send("r:Api.never:1;cr=1:");
			// As long as ten other streams take, one after another.
			for (int i = 2; i < 6; i++) {
				peer.send("r:Api.slowly:" + i + ";cr=3:");
				for (int n = 0; n < 3; n++) {
					assertThat(peer.read().text()).isEqualTo("n::" + i + ":" + n);
					peer.send("q::1:1");
				}
				peer.send("z::" + i + ":");
				assertThat(peer.read().text())
					.startsWith("s:Api.slowly:" + i + ":{\"success\":false,\"type\":\"CANCELLED\"");
			}
			peer.send("z::1:");
			assertThat(peer.read().text()).startsWith("s:Api.never:1:{\"success\":false,\"type\":\"CANCELLED\"");
		}
	}

	@Test
	void noLimitIsTheDefault() {
		assertThat(ConnectionOptions.DEFAULTS.streamIdleTimeout()).isZero();
		this.server = new NettyServer();
	}

	@Test
	void creditWithoutBoundIsTakenAsTheLargestNumber() throws Exception {
		try (RawSocket peer = connect(ConnectionOptions.builder())) {
			peer.send("r:Api.some:1;cr=2147483647:");
			peer.send("q::1:2147483647");
			for (int i = 0; i < 100; i++) {
				assertThat(peer.read().text()).isEqualTo("n::1:" + i);
			}
			assertThat(peer.read().text()).isEqualTo("s:Api.some:1:{\"success\":true,\"type\":\"OK\"}");
		}
	}

	@Test
	void thePlaceOfAHandlerThatBlocksIsFreeWhenItHasReturned() throws Exception {
		try (RawSocket peer = connect(ConnectionOptions.builder().maxInFlight(1))) {
			peer.send("r:Api.hold:1;cr=1:");
			assertThat(this.held.await(10, TimeUnit.SECONDS)).isTrue();
			peer.send("z::1:");
			assertThat(peer.read().text()).startsWith("s:Api.hold:1:{\"success\":false,\"type\":\"CANCELLED\"");
			peer.send("r:Api.some:2;cr=1:");
			assertThat(peer.read().text()).startsWith("s:Api.some:2:{\"success\":false,\"type\":\"TOO_MANY_REQUESTS\"");
			this.letGo.countDown();
			AtomicInteger id = new AtomicInteger(2);
			await().atMost(TIMEOUT).until(() -> {
				peer.send("r:Api.numbers:" + id.incrementAndGet() + ";cr=1:");
				return peer.read().text().equals("n::" + id + ":1");
			});
		}
	}

	interface Server {

		Flux<Integer> numbers();

		Flux<Integer> never();

		Flux<Integer> slowly();

		Flux<Integer> some();

		@Blocking
		Flux<Integer> hold();

		Mono<Long> count(Flux<String> lines);

	}

	interface Client {

	}

	private final class Service implements Server {

		@Override
		public Flux<Integer> numbers() {
			return Flux.range(1, 1_000_000).doOnCancel(IdleStreamTests.this.cancelled::incrementAndGet);
		}

		@Override
		public Flux<Integer> never() {
			return Flux.never();
		}

		@Override
		public Flux<Integer> slowly() {
			return Flux.interval(Duration.ofMillis(150)).map(Long::intValue).take(10);
		}

		@Override
		public Flux<Integer> some() {
			return Flux.range(0, 100);
		}

		@Override
		public Flux<Integer> hold() {
			IdleStreamTests.this.held.countDown();
			boolean interrupted = false;
			while (true) {
				try {
					IdleStreamTests.this.letGo.await();
					break;
				}
				catch (InterruptedException ex) {
					// It does not let go.
					interrupted = true;
				}
			}
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
			return Flux.empty();
		}

		@Override
		public Mono<Long> count(Flux<String> lines) {
			return lines.count();
		}

	}

}
