package io.grest.ws.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.Blocking;
import io.grest.ws.contract.Concurrent;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.SocketExceptionTranslator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Deadlines that callers set: for their calls, those in the lane, and the calls that
 * handlers make.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlineTests {

	private static final String EXCEEDED = "{\"success\":false,\"type\":\"DEADLINE_EXCEEDED\"";

	private static final String OK = "{\"success\":true,\"type\":\"OK\"";

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final CountDownLatch later = new CountDownLatch(1);

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch gate = new CountDownLatch(1);

	private final AtomicInteger ran = new AtomicInteger();

	private NettyServer server;

	private RawSocket connect(Duration requestTimeout) throws Exception {
		SocketExceptionTranslator slow = (ex) -> {
			await(this.later);
			return new NotFoundException();
		};
		this.server = new NettyServer(SocketServer.of(this.contract, (connection) -> new Service(connection.remote()))
			.translators(List.of(slow))
			.options(ConnectionOptions.builder().requestTimeout(requestTimeout).build())
			.build());
		RawSocket peer = new RawSocket(this.server.port(), "/api");
		peer.send("h:::{\"grest-ws-extensions\":\"streams\"}");
		assertThat(peer.read().text()).isEqualTo("k:::{\"extensions\":[\"streams\"]}");
		return peer;
	}

	private RawSocket connect() throws Exception {
		return connect(Duration.ofSeconds(30));
	}

	@AfterEach
	void stop() {
		this.gate.countDown();
		this.server.close();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void answers(RawSocket peer, String start) throws Exception {
		assertThat(peer.read().text()).startsWith(start);
	}

	@Test
	void cancelsHandlersThatAreLate() throws Exception {
		try (RawSocket peer = connect()) {
			peer.send("r:Api.later:1;dl=100:");
			answers(peer, "s:Api.later:1:" + EXCEEDED);
			await(this.later);
			peer.send("r:Api.numbers:2;cr=1;dl=100:");
			assertThat(peer.read().text()).isEqualTo("n::2:1");
			answers(peer, "s:Api.numbers:2:" + EXCEEDED);
		}
	}

	@Test
	void runsNoHandlerWhoseTurnIsTooLate() throws Exception {
		try (RawSocket peer = connect()) {
			peer.send("r:Api.hold:1:");
			await(this.entered);
			peer.send("r:Api.count:2;dl=100:");
			answers(peer, "s:Api.count:2:" + EXCEEDED);
			this.gate.countDown();
			assertThat(peer.read().text()).isEqualTo("s:Api.hold:1:" + OK + ",\"data\":0}");
			assertThat(this.ran).hasValue(0);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "askLater", "ask" })
	void callsOfHandlersHaveTheTimeThatIsLeft(String method) throws Exception {
		try (RawSocket peer = connect()) {
			peer.send("r:Api." + method + ":1;dl=20000:");
			Matcher call = Pattern.compile("r:Api\\.name:~1;dl=(\\d+):").matcher(peer.read().text());
			assertThat(call.matches()).isTrue();
			assertThat(Integer.parseInt(call.group(1))).isBetween(10_000, 20_000);
			peer.send("s:Api.name:~1:" + OK + ",\"data\":\"me\"}");
			assertThat(peer.read().text()).isEqualTo("s:Api." + method + ":1:" + OK + ",\"data\":\"me\"}");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "askLater", "ask" })
	void callsOfHandlersAreCancelledWithThem(String method) throws Exception {
		try (RawSocket peer = connect()) {
			peer.send("r:Api." + method + ":1;dl=300:");
			assertThat(peer.read().text()).startsWith("r:Api.name:~1;dl=");
			List<String> ends = new ArrayList<>(List.of(peer.read().text(), peer.read().text()));
			assertThat(ends).anyMatch((end) -> end.equals("z::~1:"))
				.anyMatch((end) -> end.startsWith("s:Api." + method + ":1:" + EXCEEDED));
		}
	}

	@Test
	void callsOfHandlersWaitNoLongerThanTheirRequestTimeout() throws Exception {
		try (RawSocket peer = connect(Duration.ofMillis(400))) {
			peer.send("r:Api.askLater:1;dl=60000:");
			assertThat(peer.read().text()).isEqualTo("r:Api.name:~1;dl=400:");
			answers(peer, "s:Api.askLater:1:{\"success\":false,\"type\":\"SERVER_ERROR\"");
			assertThat(peer.read().text()).isEqualTo("z::~1:");
		}
	}

	@Test
	void losesNoItemOfStreamThatHasEndedBefore() throws Exception {
		try (RawSocket peer = connect()) {
			peer.write(ClientFrames.texts("r:Api.later:1;dl=400:", "r:Api.fails:2;cr=10;dl=50:"));
			answers(peer, "s:Api.later:1:" + EXCEEDED);
			assertThat(peer.read().text()).isEqualTo("n::2:1");
			assertThat(peer.read().text()).isEqualTo("n::2:2");
			answers(peer, "s:Api.fails:2:{\"success\":false,\"type\":\"NOT_FOUND\"");
		}
	}

	interface Server {

		Mono<Integer> later();

		Flux<Integer> numbers();

		Flux<Integer> fails() throws NotFoundException;

		int hold();

		int count();

		Mono<String> askLater();

		String ask();

	}

	interface Client {

		Mono<String> name();

	}

	private final class Service implements Server {

		private final Client client;

		Service(Client client) {
			this.client = client;
		}

		@Override
		@Concurrent
		public Mono<Integer> later() {
			return Mono.<Integer>never().doOnCancel(DeadlineTests.this.later::countDown);
		}

		@Override
		@Concurrent
		public Flux<Integer> numbers() {
			return Flux.just(1).concatWith(Flux.never());
		}

		@Override
		@Concurrent
		public Flux<Integer> fails() {
			return Flux.just(1, 2).concatWith(Mono.error(new IllegalStateException("as it should")));
		}

		@Override
		public int hold() {
			DeadlineTests.this.entered.countDown();
			await(DeadlineTests.this.gate);
			return 0;
		}

		@Override
		public int count() {
			return DeadlineTests.this.ran.incrementAndGet();
		}

		@Override
		@Concurrent
		public Mono<String> askLater() {
			return this.client.name();
		}

		@Override
		@Blocking(interruptible = true)
		public String ask() {
			return this.client.name().block();
		}

	}

}
