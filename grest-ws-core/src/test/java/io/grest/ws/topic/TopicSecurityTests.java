package io.grest.ws.topic;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.InvalidContractException;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.RawSocket;
import io.grest.ws.server.SocketServer;
import io.grest.ws.topic.TopicNode.Client;
import io.grest.ws.topic.TopicNode.Guest;
import io.grest.ws.topic.TopicNode.Server;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.MemoryCluster;
import io.grest.ws.topic.engine.Position;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Nothing of a topic reaches who is not a member, whatever it says of itself.
 */
@Timeout(60)
class TopicSecurityTests {

	private static final SocketContract<Server, Client> OTHER = SocketContract
		.define("Other", Server.class, Client.class)
		.path("/other")
		.topic("room:{room}", (topic) -> topic.history())
		.topic("{name}")
		.build();

	private final UnreliableEngine engine = new UnreliableEngine(new MemoryCluster().node());

	private final TopicNode node = new TopicNode(this.engine);

	private final SocketTopic<Client> room = this.node.room("a");

	@AfterEach
	void stop() {
		this.node.close();
	}

	private Position publish(String text) {
		return Objects.requireNonNull(this.room.publish((client) -> client.tell(text)).block(TopicNode.TIMEOUT));
	}

	private static void hears(RawSocket socket, String text) throws Exception {
		assertThat(socket.read().text()).isEqualTo("m:Api.tell::\"" + text + "\"");
	}

	private void hearsOnly(RawSocket socket, SocketConnection<Client> connection, String text) throws Exception {
		connection.remote().tell(text);
		hears(socket, text);
	}

	// Names

	@ParameterizedTest
	@ValueSource(strings = { "", "a:b", ":", "a\nb", "a\u0000", "a\u007f" })
	void refusesNameOfAnotherTopic(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.node.room(value));
	}

	@Test
	void refusesNameThatIsTooLong() {
		assertThat(this.node.room("x".repeat(1000)).name()).hasSize(1005);
		assertThatIllegalArgumentException().isThrownBy(() -> this.node.room("x".repeat(2000)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "~all", "~user/ann", "~" })
	void refusesNameOfTheLibrary(String value) {
		Sockets<Client> sockets = this.node.topics.sockets(OTHER);
		assertThatIllegalArgumentException().isThrownBy(() -> sockets.topic("{name}", value))
			.withMessageContaining("~");
		assertThat(sockets.topic("{name}", "a~").name()).isEqualTo("a~");
	}

	@ParameterizedTest
	@ValueSource(strings = { "doc:{tenant}-{doc}", "a{b}c{d}", "~own", "{a}{b}" })
	void refusesPatternWhoseNamesMeetOthers(String pattern) {
		assertThatExceptionOfType(InvalidContractException.class).isThrownBy(
				() -> SocketContract.define("Bad", Server.class, Client.class).path("/bad").topic(pattern).build());
	}

	@Test
	void keepsUserApartFromAnotherWithALikeName() throws Exception {
		RawSocket ann = this.node.client("ann");
		RawSocket annex = this.node.client("annex");
		RawSocket slash = this.node.client("ann%2Fall");
		this.node.sockets.user("ann").remote().tell("private");
		this.node.sockets.everyone().remote().tell("public");
		hears(ann, "private");
		for (RawSocket each : List.of(ann, annex, slash)) {
			hears(each, "public");
		}
	}

	// Members

	@Test
	void refusesMemberOfAnotherType() throws Exception {
		this.node.client("ann");
		SocketConnection<Client> connection = this.node.last();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.room.add(connection, (join) -> join.member("not a guest")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.node.cursor("a").add(connection, (join) -> join.member(new Guest("Ann"))));
		assertThat(this.room.local().size()).isZero();
		assertThat(this.room.presence(Guest.class).count().block(TopicNode.TIMEOUT)).isZero();
	}

	@Test
	void refusesConnectionOfAnotherContract() throws Exception {
		SocketTopic<Client> same = this.node.topics.sockets(OTHER).topic("room:{room}", "a");
		RawSocket ann = this.node.client("ann");
		SocketConnection<Client> connection = this.node.last();
		assertThatIllegalArgumentException().isThrownBy(() -> same.add(connection)).withMessageContaining("Other");
		assertThatIllegalArgumentException().isThrownBy(() -> same.live(connection, Mono.empty()));
		assertThatIllegalArgumentException().isThrownBy(() -> same.local().add(connection));
		same.publish((client) -> client.tell("of another contract")).block(TopicNode.TIMEOUT);
		hearsOnly(ann, connection, "direct");
	}

	@Test
	void keepsTopicsOfOneNameApart() throws Exception {
		CompletableFuture<SocketConnection<Client>> connected = new CompletableFuture<>();
		SocketTopic<Client> same = this.node.topics.sockets(OTHER).topic("room:{room}", "a");
		NettyServer server = new NettyServer(SocketServer.of(OTHER, (SocketConnection<Client> connection) -> {
			same.add(connection).block(TopicNode.TIMEOUT);
			connected.complete(connection);
			return () -> Mono.just("pong");
		}).topics(this.node.topics).build());
		try (RawSocket bob = new RawSocket(server.port(), "/other").shakeHands()) {
			this.node.connect = (connection) -> this.room.add(connection).block(TopicNode.TIMEOUT);
			RawSocket ann = this.node.client("ann");
			publish("to one");
			this.node.sockets.everyone().remote().tell("to all of one");
			same.publish((client) -> client.tell("to other")).block(TopicNode.TIMEOUT);
			assertThat(bob.read().text()).isEqualTo("m:Other.tell::\"to other\"");
			hears(ann, "to one");
			hears(ann, "to all of one");
			StepVerifier.create(this.node.sockets.connection(connected.join().id()).remote().name())
				.verifyError(NotFoundException.class);
		}
		finally {
			server.close();
		}
	}

	@Test
	void sendsNothingToClientThatIsRefused() throws Exception {
		this.node.connect = (connection) -> {
			this.room.add(connection);
			publish("to members");
			this.node.sockets.everyone().remote().tell("to all");
			this.node.sockets.user("ann").remote().tell("to ann");
			throw new ForbiddenException();
		};
		assertThatExceptionOfType(java.io.IOException.class).isThrownBy(() -> this.node.client("ann"))
			.withMessageContaining("FORBIDDEN");
		await().until(() -> this.room.local().size() == 0);
		await().until(() -> this.node.sockets.user("ann").online().block(TopicNode.TIMEOUT) == 0);
	}

	@Test
	void sendsNothingToConnectionThatHasClosed() throws Exception {
		RawSocket ann = this.node.client("ann");
		SocketConnection<Client> connection = this.node.last();
		ann.close();
		connection.closed().block(TopicNode.TIMEOUT);
		int topics = this.node.topics.status().topics();
		Mono<Joined> joined = this.room.add(connection, (join) -> join.member(new Guest("Ann")));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> joined.block(TopicNode.TIMEOUT));
		assertThat(this.room.local().size()).isZero();
		assertThat(this.room.presence(Guest.class).count().block(TopicNode.TIMEOUT)).isZero();
		await().until(() -> this.node.topics.status().topics() <= topics);
	}

	// Positions

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "1.", ".abcdef", "-1.abcdef", "1.abcde", "1.abcdefg", "1.abc:ef", "1.abcde\n",
			"9999999999999999.abcdef", "99999999999999999999.abcdef", "1.abcdef 2.abcdef", "0x1.abcdef", "٣.abcdef" })
	void refusesTextThatIsNoPosition(String text) {
		assertThat(Position.parse(text)).isEmpty();
	}

	@Test
	void sendsNothingOfTheHistoryForForgedPosition() throws Exception {
		Position first = publish("secret 1");
		Position second = publish("secret 2");
		Position foreign = this.node.room("b").publish((client) -> client.tell("x")).block(TopicNode.TIMEOUT);
		RawSocket ann = this.node.client("ann");
		SocketConnection<Client> connection = this.node.last();
		List<Position> forged = List.of(new Position(0, "aaaaaa"), new Position(1, second.tag()),
				new Position(2, first.tag()), new Position(3, second.tag()), Objects.requireNonNull(foreign),
				new Position(Long.MAX_VALUE, "aaaaaa"));
		for (Position each : forged) {
			Joined joined = this.room.add(connection, (join) -> join.since(each)).block(TopicNode.TIMEOUT);
			assertThat(joined).isEqualTo(new Joined(second, 0, Joined.Lost.FORKED));
			StepVerifier.create(this.room.history(each, 10)).verifyError(NotFoundException.class);
			this.room.remove(connection);
		}
		hearsOnly(ann, connection, "direct");
	}

	@Test
	void refusesToReadLessThanOneMessage() {
		Position position = publish("secret");
		assertThatIllegalArgumentException().isThrownBy(() -> this.room.history(position, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> this.room.history(position, -1));
	}

	@Test
	void sendsNothingAfterRemovalWhileMissedMessagesAreRead() throws Exception {
		Position start = publish("start");
		publish("secret");
		RawSocket ann = this.node.client("ann");
		SocketConnection<Client> connection = this.node.last();
		Sinks.Empty<Void> read = this.engine.holdReads();
		this.room.add(connection, (join) -> join.since(start));
		publish("later secret");
		this.room.remove(connection);
		read.tryEmitEmpty();
		publish("last secret");
		hearsOnly(ann, connection, "direct");
	}

	@Test
	void sendsNothingAfterRemovalOfMember() throws Exception {
		RawSocket ann = this.node.client("ann");
		SocketConnection<Client> connection = this.node.last();
		this.room.add(connection).block(TopicNode.TIMEOUT);
		publish("heard");
		this.room.remove(connection);
		publish("secret");
		this.room.remote().tell("secret");
		this.room.local().remote().tell("secret");
		hears(ann, "heard");
		hearsOnly(ann, connection, "direct");
		List<Answer<String>> answers = this.room.ask(Client::name, TopicNode.TIMEOUT)
			.collectList()
			.block(TopicNode.TIMEOUT);
		assertThat(answers).isEmpty();
	}

}
