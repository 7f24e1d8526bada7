package io.grest.ws.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.grest.ws.error.NotFoundException;
import io.grest.ws.server.RawSocket;
import io.grest.ws.topic.TopicNode.BusyException;
import io.grest.ws.topic.TopicNode.Client;
import io.grest.ws.topic.TopicNode.Guest;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.MemoryCluster;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.SocketNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Topics of a contract on two nodes, over real sockets.
 */
@Timeout(60)
class TopicTests {

	private final MemoryCluster cluster = new MemoryCluster();

	private final TopicNode one = new TopicNode(this.cluster.node());

	private final TopicNode other = new TopicNode(this.cluster.node());

	@AfterEach
	void stop() {
		this.one.close();
		this.other.close();
	}

	private static RawSocket join(TopicNode node, String user) throws Exception {
		node.connect = (connection) -> node.room("a").add(connection).block(TopicNode.TIMEOUT);
		return node.client(user);
	}

	private static String tell(String text) {
		return "m:Api.tell::\"" + text + "\"";
	}

	@Test
	void aMessageReachesTheMembersOfAllNodesInOneOrder() throws Exception {
		RawSocket ann = join(this.one, "ann");
		RawSocket bob = join(this.other, "bob");
		for (int i = 0; i < 100; i++) {
			((i % 2 == 0) ? this.one : this.other).room("a").remote().tell("text " + i);
		}
		for (int i = 0; i < 100; i++) {
			assertThat(ann.read().text()).isEqualTo(tell("text " + i));
			assertThat(bob.read().text()).isEqualTo(tell("text " + i));
		}
	}

	@Test
	void whoIsNoMemberHearsNothing() throws Exception {
		RawSocket ann = join(this.one, "ann");
		this.other.connect = (connection) -> this.other.room("b").add(connection).block(TopicNode.TIMEOUT);
		RawSocket bob = this.other.client("bob");
		this.one.room("a").remote().tell("to a");
		this.one.cursor("a").remote().tell("to a cursor");
		this.one.room("b").remote().tell("to b");
		assertThat(ann.read().text()).isEqualTo(tell("to a"));
		assertThat(bob.read().text()).isEqualTo(tell("to b"));
	}

	@Test
	void oneMemberIsLeftOutOnWhicheverNodeItIs() throws Exception {
		RawSocket ann = join(this.one, "ann");
		RawSocket bob = join(this.other, "bob");
		this.one.room("a").except(this.one.last()).tell("not to ann");
		this.one.room("a").remote().tell("to all");
		assertThat(bob.read().text()).isEqualTo(tell("not to ann"));
		assertThat(bob.read().text()).isEqualTo(tell("to all"));
		assertThat(ann.read().text()).isEqualTo(tell("to all"));
	}

	@Test
	void aMemberThatWasRemovedOrHasClosedIsNoneAnyMore() throws Exception {
		RawSocket ann = join(this.one, "ann");
		SocketTopic<Client> room = this.one.room("a");
		assertThat(room.local().connections()).containsExactly(this.one.last());
		room.remove(this.one.last());
		await().until(() -> room.local().size() == 0);
		room.publish((client) -> client.tell("unheard")).block(TopicNode.TIMEOUT);
		this.one.last().remote().tell("heard");
		assertThat(ann.read().text()).isEqualTo(tell("heard"));
		RawSocket bob = join(this.one, "bob");
		assertThat(room.local().size()).isOne();
		bob.close();
		await().until(() -> room.local().size() == 0);
		// Of everyone, of Ann, of users whose rights have ended, and of sessions that
		// went on
		// elsewhere.
		await().until(() -> this.one.topics.status().topics() == 4);
	}

	@Test
	void aMessageWithAnOutcomeIsSentWhenItIsSubscribedToAndCompletesWithTheEngine() throws Exception {
		RawSocket ann = join(this.one, "ann");
		Mono<Void> told = this.other.room("a").remote().told("once");
		this.other.room("a").remote().tell("first");
		told.block(TopicNode.TIMEOUT);
		assertThat(ann.read().text()).isEqualTo(tell("first"));
		assertThat(ann.read().text()).isEqualTo("m:Api.told::\"once\"");
	}

	@Test
	void publishingBeginsAtOnceAndTellsThePosition() throws Exception {
		RawSocket ann = join(this.one, "ann");
		Mono<Position> first = this.one.room("a").publish((client) -> client.tell("1"));
		Mono<Position> second = this.one.room("a").publish((client) -> client.tell("2"));
		assertThat(ann.read().text()).isEqualTo(tell("1"));
		assertThat(ann.read().text()).isEqualTo(tell("2"));
		assertThat(second.block().offset()).isEqualTo(first.block().offset() + 1);
		assertThat(this.other.room("a").position().block()).isEqualTo(second.block());
		StepVerifier.create(this.one.cursor("a").publish((client) -> client.tell("3"))).verifyComplete();
	}

	@Test
	void aSecondMessageOfAKeyIsDropped() throws Exception {
		RawSocket ann = join(this.one, "ann");
		Position first = this.one.room("a").publish((client) -> client.tell("1"), "key").block();
		assertThat(this.other.room("a").publish((client) -> client.tell("1"), "key").block()).isEqualTo(first);
		this.one.room("a").remote().tell("2");
		assertThat(ann.read().text()).isEqualTo(tell("1"));
		assertThat(ann.read().text()).isEqualTo(tell("2"));
		assertThatIllegalStateException()
			.isThrownBy(() -> this.one.cursor("a").publish((client) -> client.tell("1"), "key"))
			.withMessageContaining("cursor:{doc}");
	}

	@Test
	void whatCannotBeAMessageOrATopicIsRefusedByName() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.one.room("a").remote().name())
			.withMessageContaining("Api.name has an answer");
		assertThatIllegalArgumentException().isThrownBy(() -> this.one.sockets.topic("rooms:{room}", "a"))
			.withMessageContaining("rooms:{room}");
		assertThatIllegalArgumentException().isThrownBy(() -> this.one.room("a:b")).withMessageContaining("{room}");
		assertThatIllegalArgumentException().isThrownBy(() -> this.one.sockets.topic("room:{room}"));
		assertThatIllegalStateException().isThrownBy(() -> this.one.cursor("a").position());
		assertThatIllegalStateException().isThrownBy(() -> this.one.room("a").presence(String.class));
	}

	@Test
	void whoJoinsFromAPositionHearsWhatCameAfterItAndThenAllElse() throws Exception {
		List<Position> positions = new ArrayList<>();
		for (int i = 0; i < 90; i++) {
			positions.add(this.other.room("a").publish((client) -> client.tell("text")).block());
		}
		CompletableFuture<Joined> joined = new CompletableFuture<>();
		this.one.connect = (connection) -> this.one.room("a")
			.add(connection, (join) -> join.since(positions.get(9)))
			.subscribe(joined::complete, joined::completeExceptionally);
		RawSocket ann = this.one.client("ann");
		for (int i = 0; i < 80; i++) {
			assertThat(ann.read().text()).isEqualTo(tell("text"));
		}
		assertThat(joined).succeedsWithin(TopicNode.TIMEOUT).isEqualTo(new Joined(positions.get(89), 80, null));
		this.one.room("a").remote().tell("live");
		assertThat(ann.read().text()).isEqualTo(tell("live"));
	}

	@Test
	void whoJoinsFromAPositionThatIsGoneIsToldWhy() throws Exception {
		Position early = this.other.room("a").publish((client) -> client.tell("early")).block();
		for (int i = 0; i < 200; i++) {
			this.other.room("a").publish((client) -> client.tell("text")).block();
		}
		assertThat(lost(early)).isEqualTo(Joined.Lost.TRIMMED);
		Position top = Objects.requireNonNull(this.other.room("a").position().block());
		assertThat(lost(new Position(top.offset(), "aaaaaa"))).isEqualTo(Joined.Lost.FORKED);
		assertThat(lost(new Position(top.offset() + 7, "aaaaaa"))).isEqualTo(Joined.Lost.FORKED);
	}

	private Joined.Lost lost(Position since) throws Exception {
		CompletableFuture<Joined> joined = new CompletableFuture<>();
		this.one.connect = (connection) -> this.one.room("a")
			.add(connection, (join) -> join.since(since))
			.subscribe(joined::complete, joined::completeExceptionally);
		RawSocket ann = this.one.client("ann");
		assertThat(joined).succeedsWithin(TopicNode.TIMEOUT);
		this.other.room("a").remote().tell("live");
		assertThat(ann.read().text()).isEqualTo(tell("live"));
		return joined.join().lost();
	}

	@Test
	void betweenTheStateAndWhatIsLiveNothingIsMissedOrDoubled() throws Exception {
		this.one.connect = (connection) -> this.one.room("a")
			.live(connection,
					Flux.range(0, 5)
						.concatMap((i) -> this.other.room("a").remote().told("while " + i))
						.then(Mono.fromRunnable(() -> connection.remote().tell("state"))));
		RawSocket ann = this.one.client("ann");
		assertThat(ann.read().text()).isEqualTo(tell("state"));
		for (int i = 0; i < 5; i++) {
			assertThat(ann.read().text()).isEqualTo("m:Api.told::\"while " + i + "\"");
		}
		this.other.room("a").remote().tell("live");
		assertThat(ann.read().text()).isEqualTo(tell("live"));
	}

	@Test
	void aHistoryIsReadAfterAPositionOrSaysThatItCannot() {
		SocketTopic<Client> room = this.one.room("a");
		Position first = room.publish((client) -> client.tell("0")).block();
		for (int i = 1; i < 100; i++) {
			room.remote().tell(Integer.toString(i));
		}
		String expected = IntStream.range(1, 100).mapToObj((i) -> "\"" + i + "\"").collect(Collectors.joining());
		assertThat(texts(first, 1000)).isEqualTo(expected);
		assertThat(texts(first, 3)).isEqualTo("\"1\"\"2\"\"3\"");
		StepVerifier.create(room.history(new Position(3, "aaaaaa"), 10)).verifyError(NotFoundException.class);
	}

	private String texts(Position since, int limit) {
		return this.other.room("a")
			.history(since, limit)
			.map((message) -> new String(Objects.requireNonNull(message.envelope().json())))
			.collect(Collectors.joining())
			.block(TopicNode.TIMEOUT);
	}

	// Users, everyone, one connection

	@Test
	void aUserIsReachedOnAllNodes() throws Exception {
		RawSocket phone = this.one.client("ann");
		RawSocket page = this.other.client("ann");
		RawSocket bob = this.other.client("bob");
		await().until(() -> this.one.sockets.user("ann").online().block() == 2);
		this.one.sockets.user("ann").remote().tell("to ann");
		this.one.sockets.user("ann").publish((client) -> client.tell("again")).block(TopicNode.TIMEOUT);
		this.one.sockets.everyone().remote().tell("to all");
		for (RawSocket socket : List.of(phone, page)) {
			assertThat(socket.read().text()).isEqualTo(tell("to ann"));
			assertThat(socket.read().text()).isEqualTo(tell("again"));
			assertThat(socket.read().text()).isEqualTo(tell("to all"));
		}
		assertThat(bob.read().text()).isEqualTo(tell("to all"));
		this.one.sockets.user("ann").close(4100, "bye");
		assertThat(phone.read().closeCode()).isEqualTo(4100);
		assertThat(page.read().closeCode()).isEqualTo(4100);
		assertThat(this.one.sockets.user("nobody").online().block()).isZero();
	}

	@Test
	void aUserIsAskedForNewCredentialsOnAllNodes() throws Exception {
		RawSocket phone = this.one.client("ann");
		RawSocket page = this.other.client("ann");
		RawSocket bob = this.other.client("bob");
		this.one.sockets.user("ann").refresh().block(TopicNode.TIMEOUT);
		// Neither has the extension.
		assertThat(phone.read().closeCode()).isEqualTo(4003);
		assertThat(page.read().closeCode()).isEqualTo(4003);
		this.one.sockets.everyone().remote().tell("to all");
		assertThat(bob.read().text()).isEqualTo(tell("to all"));
	}

	@Test
	void aConnectionIsCalledFromAnotherNode() throws Exception {
		RawSocket ann = this.one.client("ann");
		Client remote = this.other.sockets.connection(this.one.last().id()).remote();
		CompletableFuture<String> name = remote.name().toFuture();
		String id = ann.read().text().split(":")[2];
		ann.send("s:Api.name:" + id + ":{\"success\":true,\"type\":\"OK\",\"data\":\"Ann\"}");
		assertThat(name).succeedsWithin(TopicNode.TIMEOUT).isEqualTo("Ann");
		remote.tell("a message");
		assertThat(ann.read().text()).isEqualTo(tell("a message"));
	}

	@Test
	void aDeclaredErrorOfACallFromAnotherNodeIsThatError() throws Exception {
		RawSocket ann = this.one.client("ann");
		Client remote = this.other.sockets.connection(this.one.last().id()).remote();
		CompletableFuture<String> name = remote.name().toFuture();
		String id = ann.read().text().split(":")[2];
		ann.send("s:Api.name:" + id + ":{\"success\":false,\"type\":\"BUSY\",\"statusCode\":409}");
		assertThat(name).failsWithin(TopicNode.TIMEOUT).withThrowableThat().withCauseInstanceOf(BusyException.class);
	}

	@Test
	void aConnectionThatNoNodeHasIsNotFound() {
		String unknown = this.one.topics.node().split("n")[0] + "-999999";
		StepVerifier.create(this.other.sockets.connection(unknown).remote().name())
			.verifyError(NotFoundException.class);
		StepVerifier.create(this.other.sockets.connection("x").remote().name()).verifyError(NotFoundException.class);
	}

	@Test
	void allMembersAreAskedAndEachAnswersForItself() throws Exception {
		RawSocket ann = join(this.one, "ann");
		RawSocket bob = join(this.other, "bob");
		RawSocket silent = join(this.other, "silent");
		CompletableFuture<Map<String, Answer<String>>> answers = this.one.room("a")
			.ask(Client::name, Duration.ofSeconds(1))
			.collectMap(Answer::connection)
			.toFuture();
		ann.send("s:Api.name:" + ann.read().text().split(":")[2]
				+ ":{\"success\":true,\"type\":\"OK\",\"data\":\"Ann\"}");
		bob.send("s:Api.name:" + bob.read().text().split(":")[2]
				+ ":{\"success\":false,\"type\":\"BUSY\",\"statusCode\":409}");
		assertThat(silent.read().text()).startsWith("r:Api.name:");
		assertThat(answers).succeedsWithin(TopicNode.TIMEOUT);
		assertThat(answers.join()).hasSize(2);
		assertThat(answers.join().get(this.one.last().id()).get()).isEqualTo("Ann");
		assertThat(answers.join().get(this.other.connections.get(0).id()).error()).isInstanceOf(BusyException.class);
	}

	@Test
	void nodesComeAndGo() {
		assertThat(ids(this.one)).containsExactlyInAnyOrder(this.one.topics.node(), this.other.topics.node());
		this.other.topics.stop().block(TopicNode.TIMEOUT);
		await().untilAsserted(() -> assertThat(ids(this.one)).containsExactly(this.one.topics.node()));
	}

	private static List<String> ids(TopicNode node) {
		return node.sockets.nodes().blockFirst(TopicNode.TIMEOUT).stream().map(SocketNode::id).toList();
	}

	// Presence

	@Test
	void membersAreShownOnAllNodesUntilTheyLeave() throws Exception {
		TopicPresence<Guest> presence = this.other.room("a").presence(Guest.class);
		List<PresenceChange<Guest>> changes = new ArrayList<>();
		presence.changes().subscribe((change) -> {
			synchronized (changes) {
				changes.add(change);
			}
		});
		this.one.connect = (connection) -> this.one.room("a")
			.add(connection, (join) -> join.member(new Guest("Ann")))
			.block(TopicNode.TIMEOUT);
		RawSocket ann = this.one.client("ann");
		Present<Guest> shown = new Present<>(this.one.last().id(), "ann", new Guest("Ann"));
		assertThat(presence.list().block(TopicNode.TIMEOUT)).containsExactly(shown);
		assertThat(presence.count().block(TopicNode.TIMEOUT)).isOne();
		ann.close();
		await().until(() -> presence.count().block(TopicNode.TIMEOUT) == 0);
		await().untilAsserted(() -> {
			synchronized (changes) {
				assertThat(changes).containsExactly(new PresenceChange<>(List.of(shown), List.of()),
						new PresenceChange<>(List.of(), List.of(shown.connection())));
			}
		});
	}

}
