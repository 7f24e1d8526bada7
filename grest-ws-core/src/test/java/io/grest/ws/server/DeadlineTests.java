package io.grest.ws.server;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.SocketExceptionTranslator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Deadlines that callers set, on calls with streams.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeadlineTests {

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final CountDownLatch later = new CountDownLatch(1);

	private NettyServer server() {
		SocketExceptionTranslator slow = (ex) -> {
			awaitLater();
			return new NotFoundException();
		};
		return new NettyServer(
				SocketServer.of(this.contract, (connection) -> new Service()).translators(List.of(slow)).build());
	}

	private void awaitLater() {
		try {
			assertThat(this.later.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void losesNoItemOfStreamThatHasEndedBefore() throws Exception {
		try (NettyServer server = server(); RawSocket peer = new RawSocket(server.port(), "/api")) {
			peer.send("h:::{\"grest-ws-extensions\":\"streams\"}");
			assertThat(peer.read().text()).isEqualTo("k:::{\"extensions\":[\"streams\"]}");
			peer.write(ClientFrames.texts("r:Api.later:1;dl=400:", "r:Api.fails:2;cr=10;dl=50:"));
			assertThat(peer.read().text())
				.startsWith("s:Api.later:1:{\"success\":false,\"type\":\"DEADLINE_EXCEEDED\"");
			assertThat(peer.read().text()).isEqualTo("n::2:1");
			assertThat(peer.read().text()).isEqualTo("n::2:2");
			assertThat(peer.read().text()).startsWith("s:Api.fails:2:{\"success\":false,\"type\":\"NOT_FOUND\"");
		}
	}

	interface Server {

		Mono<Integer> later();

		Flux<Integer> fails() throws NotFoundException;

	}

	interface Client {

	}

	private final class Service implements Server {

		@Override
		public Mono<Integer> later() {
			return Mono.<Integer>never().doOnCancel(DeadlineTests.this.later::countDown);
		}

		@Override
		public Flux<Integer> fails() {
			return Flux.just(1, 2).concatWith(Mono.error(new IllegalStateException("as it should")));
		}

	}

}
