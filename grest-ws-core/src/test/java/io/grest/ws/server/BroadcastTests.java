package io.grest.ws.server;

import java.util.ArrayList;
import java.util.List;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.contract.SocketContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a group sends, over real sockets of several event loops.
 */
class BroadcastTests {

	private static final int MEMBERS = 300;

	private static final int ROUNDS = 100;

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final SocketGroup<Client> everyone = SocketGroup.of(Client.class);

	private final NettyServer server = new NettyServer(SocketServer.of(this.contract, (connection) -> {
		this.everyone.add(connection);
		return () -> {
			this.everyone.remote().tell("all");
			connection.remote().tell("one");
			this.everyone.except(connection).tell("others");
			return Mono.just("done");
		};
	}).build());

	private final List<RawSocket> members = new ArrayList<>();

	@BeforeEach
	void join() throws Exception {
		for (int i = 0; i < MEMBERS; i++) {
			this.members.add(new RawSocket(this.server.port(), "/api").shakeHands());
		}
	}

	@AfterEach
	void leave() throws Exception {
		for (RawSocket member : this.members) {
			member.close();
		}
		this.server.close();
	}

	@Test
	void aMemberGetsWhatTheGroupAndWhatItAloneIsSentInTheOrderOfTheCalls() throws Exception {
		for (int i = 0; i < ROUNDS; i++) {
			this.everyone.remote().tell("all " + i);
			for (SocketConnection<Client> member : this.everyone.connections()) {
				member.remote().tell("one " + i);
			}
		}
		for (RawSocket member : this.members) {
			for (int i = 0; i < ROUNDS; i++) {
				assertThat(member.read().text()).isEqualTo("m:Api.tell::\"all " + i + "\"");
				assertThat(member.read().text()).isEqualTo("m:Api.tell::\"one " + i + "\"");
			}
		}
	}

	@Test
	void theOrderIsKeptAlsoForAMemberWhoseOwnCallSends() throws Exception {
		RawSocket caller = this.members.get(0);
		for (int i = 1; i <= ROUNDS; i++) {
			caller.send("r:Api.publish:" + i + ":");
		}
		for (int i = 1; i <= ROUNDS; i++) {
			assertThat(caller.read().text()).isEqualTo("m:Api.tell::\"all\"");
			assertThat(caller.read().text()).isEqualTo("m:Api.tell::\"one\"");
			assertThat(caller.read().text())
				.isEqualTo("s:Api.publish:" + i + ":{\"success\":true,\"type\":\"OK\",\"data\":\"done\"}");
		}
		for (RawSocket member : this.members.subList(1, MEMBERS)) {
			for (int i = 1; i <= ROUNDS; i++) {
				assertThat(member.read().text()).isEqualTo("m:Api.tell::\"all\"");
				assertThat(member.read().text()).isEqualTo("m:Api.tell::\"others\"");
			}
		}
	}

	interface Server {

		Mono<String> publish();

	}

	interface Client {

		void tell(String text);

	}

}
