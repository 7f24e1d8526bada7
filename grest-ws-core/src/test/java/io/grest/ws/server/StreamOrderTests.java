package io.grest.ws.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The order of a stream's frames and those that wait in the queue of its connection.
 */
class StreamOrderTests {

	private static final int WAITING = 300;

	private static final String TEXT = "x".repeat(1_000);

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final CompletableFuture<SocketConnection<Client>> connected = new CompletableFuture<>();

	private final NettyServer server = new NettyServer(SocketServer.of(this.contract, (connection) -> {
		this.connected.complete(connection);
		return (lines) -> lines.take(1).map((line) -> line + "!");
	}).build());

	@Test
	void endOfEmptyInputFollowsItsCall() throws Exception {
		try (this.server; RawSocket peer = connect()) {
			SocketConnection<Client> connection = this.connected.get(5, TimeUnit.SECONDS);
			fillQueue(connection);
			CompletableFuture<Long> total = connection.remote().total(Flux.empty()).toFuture();
			assertThat(nextThatAreNoMessages(peer, 2)).containsExactly("r:Api.total:~1;in=1:", "n::~1;e=1:");
			peer.send("s:Api.total:~1:{\"success\":true,\"type\":\"OK\",\"data\":0}");
			assertThat(total.get(5, TimeUnit.SECONDS)).isZero();
		}
	}

	@Test
	void answerFollowsCancellationOfItsInput() throws Exception {
		try (this.server; RawSocket peer = connect()) {
			peer.send("r:Api.shout:1;cr=10;in=1:");
			assertThat(peer.read().text()).isEqualTo("q::1:1");
			fillQueue(this.connected.get(5, TimeUnit.SECONDS));
			peer.send("n::1:\"hey\"");
			assertThat(nextThatAreNoMessages(peer, 3)).containsExactly("z::1:", "n::1:\"hey!\"",
					"s:Api.shout:1:{\"success\":true,\"type\":\"OK\"}");
		}
	}

	private RawSocket connect() throws Exception {
		RawSocket peer = new RawSocket(this.server.port(), "/api");
		peer.send("h:::{\"grest-ws-extensions\":\"streams\"}");
		assertThat(peer.read().text()).isEqualTo("k:::{\"extensions\":[\"streams\"]}");
		return peer;
	}

	private static void fillQueue(SocketConnection<Client> connection) {
		while (connection.status().queuedFrames() < WAITING) {
			connection.remote().note(TEXT);
		}
	}

	private static List<String> nextThatAreNoMessages(RawSocket peer, int count) throws Exception {
		List<String> frames = new ArrayList<>();
		while (frames.size() < count) {
			String frame = peer.read().text();
			if (!frame.startsWith("m:")) {
				frames.add(frame);
			}
		}
		return frames;
	}

	interface Server {

		Flux<String> shout(Flux<String> lines);

	}

	interface Client {

		void note(String text);

		Mono<Long> total(Flux<String> lines);

	}

}
