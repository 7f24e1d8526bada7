package io.grest.ws.server;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.SocketContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The credit that all inputs of a connection have together: what one of them does not use
 * up is there for the others, however it ends.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InputCreditTests {

	private static final int LIMIT = 4;

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final NettyServer server = new NettyServer(SocketServer.of(this.contract, (connection) -> new Service())
		.options(ConnectionOptions.builder().maxInFlight(LIMIT).build())
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

	private static void begin(RawSocket peer, int id) throws Exception {
		peer.send("r:Api.sum:" + id + ";in=1:");
		assertThat(peer.read().text()).isEqualTo("q::" + id + ":" + LIMIT);
	}

	@Test
	void isReturnedByInputsThatEnd() throws Exception {
		try (RawSocket peer = connect()) {
			for (int id = 1; id <= 2 * LIMIT; id++) {
				begin(peer, id);
				peer.send("n::" + id + ";e=1:");
				assertThat(peer.read().text())
					.isEqualTo("s:Api.sum:" + id + ":{\"success\":true,\"type\":\"OK\",\"data\":0}");
			}
		}
	}

	@Test
	void isReturnedByInputsThatFail() throws Exception {
		try (RawSocket peer = connect()) {
			for (int id = 1; id <= 2 * LIMIT; id++) {
				begin(peer, id);
				peer.send("n::" + id + ";x=1:{\"success\":false,\"type\":\"CANCELLED\",\"code\":499}");
				assertThat(peer.read().text()).startsWith("s:Api.sum:" + id + ":{\"success\":false");
			}
		}
	}

	@Test
	void isReturnedByInvalidItems() throws Exception {
		try (RawSocket peer = connect()) {
			for (int id = 1; id <= 2 * LIMIT; id++) {
				begin(peer, id);
				peer.send("n::" + id + ":\"x\"");
				assertThat(peer.read().text())
					.startsWith("s:Api.sum:" + id + ":{\"success\":false,\"type\":\"VALIDATION_ERROR\"");
			}
		}
	}

	@Test
	void isReturnedByCancelledCalls() throws Exception {
		try (RawSocket peer = connect()) {
			for (int id = 1; id <= 2 * LIMIT; id++) {
				begin(peer, id);
				peer.send("z::" + id + ":");
				assertThat(peer.read().text())
					.startsWith("s:Api.sum:" + id + ":{\"success\":false,\"type\":\"CANCELLED\"");
			}
		}
	}

	@Test
	void isReturnedByCancelledInputs() throws Exception {
		try (RawSocket peer = connect()) {
			for (int id = 1; id <= 2 * LIMIT; id++) {
				peer.send("r:Api.first:" + id + ";in=1:");
				assertThat(peer.read().text()).isEqualTo("q::" + id + ":1");
				peer.send("n::" + id + ":7");
				assertThat(peer.read().text()).isEqualTo("z::" + id + ":");
				assertThat(peer.read().text())
					.isEqualTo("s:Api.first:" + id + ":{\"success\":true,\"type\":\"OK\",\"data\":7}");
			}
		}
	}

	@Test
	void isSharedByInputsThatWaitForIt() throws Exception {
		try (RawSocket peer = connect()) {
			begin(peer, 1);
			peer.send("r:Api.sum:2;in=1:");
			peer.send("n::1:5");
			assertThat(peer.read().text()).isEqualTo("q::1:1");
			for (int i = 0; i < LIMIT; i++) {
				peer.send("n::1:6");
				assertThat(peer.read().text()).isEqualTo("q::2:1");
				peer.send("n::2:6");
				assertThat(peer.read().text()).isEqualTo("q::1:1");
			}
			peer.send("z::1:");
			assertThat(peer.read().text()).startsWith("s:Api.sum:1:{\"success\":false,\"type\":\"CANCELLED\"");
			assertThat(peer.read().text()).isEqualTo("q::2:4");
		}
	}

	interface Server {

		Mono<Integer> sum(Flux<Integer> numbers);

		Mono<Integer> first(Flux<Integer> numbers);

	}

	interface Client {

	}

	private static final class Service implements Server {

		@Override
		public Mono<Integer> sum(Flux<Integer> numbers) {
			return numbers.reduce(0, Integer::sum);
		}

		@Override
		public Mono<Integer> first(Flux<Integer> numbers) {
			return numbers.take(1).next();
		}

	}

}
