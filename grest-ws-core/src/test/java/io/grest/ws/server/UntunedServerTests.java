package io.grest.ws.server;

import java.util.ArrayList;
import java.util.List;

import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.TunedOff;
import io.grest.ws.internal.Tuning;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server over real sockets answers the same with each tuning turned off, and with all.
 */
class UntunedServerTests {

	private static final int CALLS = 100;

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	static List<List<Tuning>> tunings() {
		List<List<Tuning>> tunings = new ArrayList<>();
		tunings.add(List.of(Tuning.values()));
		for (Tuning tuning : Tuning.values()) {
			tunings.add(List.of(tuning));
		}
		return tunings;
	}

	@ParameterizedTest
	@MethodSource("tunings")
	void answersAsWithTunings(List<Tuning> off) throws Exception {
		List<String> tuned = answers();
		assertThat(tuned).hasSize(CALLS)
			.contains(
					"s:Api.swap:7:{\"success\":true,\"type\":\"OK\",\"data\":" + "{\"left\":\"b7\",\"right\":\"a\"}}");
		assertThat(TunedOff.create(off, this::answers)).isEqualTo(tuned);
	}

	private List<String> answers() {
		List<String> answers = new ArrayList<>();
		try (NettyServer server = new NettyServer(
				SocketServer.of(this.contract, (connection) -> (Server) Pair::swapped).build());
				RawSocket peer = new RawSocket(server.port(), "/api")) {
			peer.send("h:::");
			assertThat(peer.read().text()).startsWith("k:::");
			for (int i = 0; i < CALLS; i++) {
				peer.send("r:Api.swap:" + i + ":{\"left\":\"a\",\"right\":\"b" + i + "\"}");
			}
			for (int i = 0; i < CALLS; i++) {
				answers.add(peer.read().text());
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		return answers;
	}

	record Pair(String left, String right) {

		Pair swapped() {
			return new Pair(this.right, this.left);
		}

	}

	interface Server {

		@NonBlocking
		Pair swap(Pair pair);

	}

	interface Client {

	}

}
