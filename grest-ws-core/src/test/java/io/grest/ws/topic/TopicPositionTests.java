package io.grest.ws.topic;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.server.RawSocket;
import io.grest.ws.topic.TopicNode.Client;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.MemoryCluster;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Retention;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * The positions that topics tell members whose peers take them.
 */
@Timeout(60)
class TopicPositionTests {

	private static final String ROOM = "Api/room%3Aa";

	private static final String RECOVERED = "{\"recovered\":true,\"messages\":";

	private final MemoryCluster cluster = new MemoryCluster();

	private final UnreliableEngine engine = new UnreliableEngine(this.cluster.node());

	private final TopicNode node = new TopicNode(this.engine, new Retention(10, Duration.ofMinutes(1)),
			Duration.ofHours(1));

	private final SocketTopic<Client> room = this.node.room("a");

	@AfterEach
	void stop() {
		this.node.close();
	}

	private PlacedMember member(String user) throws Exception {
		return new PlacedMember(this.node, user);
	}

	private Position publish(String text) {
		return Objects.requireNonNull(this.room.publish((client) -> client.tell(text)).block(TopicNode.TIMEOUT));
	}

	private Position publish(int messages) {
		Position position = publish("text 1");
		for (int i = 2; i <= messages; i++) {
			position = publish("text " + i);
		}
		return position;
	}

	private Position top() {
		return Objects.requireNonNull(this.room.position().block(TopicNode.TIMEOUT));
	}

	private Joined join(PlacedMember member) {
		return Objects.requireNonNull(this.room.add(member.connection()).block(TopicNode.TIMEOUT));
	}

	private static String message(Position position, String text) {
		return "m:Api.tell:;to=" + ROOM + ";sq=" + position + ":\"" + text + "\"";
	}

	private static String position(Position position, String verdict) {
		return "j:" + ROOM + ":" + position + ":" + verdict;
	}

	private static String lost(Position position, String why) {
		return position(position, "{\"recovered\":false,\"why\":\"" + why + "\"}");
	}

	@Test
	void tellsPositionBeforeTheMessagesThatFollow() throws Exception {
		Position start = top();
		PlacedMember ann = member("ann");
		assertThat(join(ann)).isEqualTo(new Joined(start, 0, null));
		Position one = publish("one");
		Position two = publish("two");
		ann.hears(position(start, "{}"), message(one, "one"), message(two, "two"));
	}

	@Test
	void sendsMembersWithoutTheExtensionThePlainFrame() throws Exception {
		this.node.connect = (connection) -> this.room.add(connection).block(TopicNode.TIMEOUT);
		RawSocket bob = this.node.client("bob");
		this.node.connect = (connection) -> {
		};
		PlacedMember ann = member("ann");
		join(ann);
		Position one = publish("one");
		assertThat(bob.read().text()).isEqualTo("m:Api.tell::\"one\"");
		await().until(() -> ann.frames().contains(message(one, "one")));
	}

	@Test
	void ignoresPositionsOfPeerWithoutTheExtension() throws Exception {
		Position start = publish("start");
		publish("missed");
		this.node.connect = (connection) -> this.room.add(connection).block(TopicNode.TIMEOUT);
		RawSocket bob = this.node.client("bob", "{\"grest-ws-topics\":\"" + ROOM + "=" + start + "\"}");
		assertThat(bob.read().text()).isEqualTo("k:::null");
		publish("next");
		assertThat(bob.read().text()).isEqualTo("m:Api.tell::\"next\"");
	}

	@Test
	void refusesNamesThatAreTooLongForTheWire() {
		Sockets<Client> sockets = this.node.topics
			.sockets(SocketContract.define("Long", TopicNode.Server.class, Client.class)
				.path("/long")
				.topic("room:{room}", (topic) -> topic.history())
				.topic("cursor:{doc}")
				.resume()
				.build());
		assertThat(sockets.topic("room:{room}", "x".repeat(188)).name()).hasSize(193);
		assertThatIllegalArgumentException().isThrownBy(() -> sockets.topic("room:{room}", "x".repeat(189)))
			.withMessageContaining("has 201 bytes on the wire");
		assertThatIllegalArgumentException().isThrownBy(() -> sockets.topic("room:{room}", "\ud83d"))
			.withMessageContaining("surrogate");
		assertThat(sockets.topic("cursor:{doc}", "x".repeat(500)).name()).hasSize(507);
	}

	@Test
	void sendsNoPositionsOfVolatileTopics() throws Exception {
		PlacedMember ann = member("ann");
		SocketTopic<Client> cursor = this.node.cursor("a");
		cursor.add(ann.connection()).block(TopicNode.TIMEOUT);
		cursor.publish((client) -> client.tell("here")).block(TopicNode.TIMEOUT);
		ann.hears("m:Api.tell::\"here\"");
		assertThat(ann.listeners()).isZero();
		assertThat(ann.joined).isEmpty();
	}

	@Test
	void tellsVerdictAfterWhatWasMissed() throws Exception {
		Position start = publish("start");
		Position one = publish("one");
		Position two = publish("two");
		PlacedMember ann = member("ann");
		Joined joined = this.room.add(ann.connection(), (join) -> join.since(start)).block(TopicNode.TIMEOUT);
		assertThat(joined).isEqualTo(new Joined(two, 2, null));
		Position three = publish("three");
		ann.hears(message(one, "one"), message(two, "two"), position(two, RECOVERED + "2}"), message(three, "three"));
	}

	@Test
	void joinsOnceFromThePositionThatThePeerHasBrought() throws Exception {
		Position start = publish("start");
		Position one = publish("one");
		PlacedMember ann = member("ann");
		ann.brought.put(ROOM, start.toString());
		ann.brought.put("Api/room%3Ab", "7.zzzzzz");
		assertThat(join(ann)).isEqualTo(new Joined(one, 1, null));
		assertThat(ann.joined).containsExactly(ROOM);
		ann.hears(message(one, "one"), position(one, RECOVERED + "1}"));
		this.room.remove(ann.connection());
		await().until(() -> ann.listeners() == 0);
		join(ann);
		ann.hears(message(one, "one"), position(one, RECOVERED + "1}"), position(one, "{}"));
	}

	@Test
	void prefersThePositionOfTheHandlerAndForgetsTheOther() throws Exception {
		Position start = publish("start");
		Position one = publish("one");
		PlacedMember ann = member("ann");
		ann.brought.put(ROOM, start.toString());
		this.room.add(ann.connection(), (join) -> join.since(one)).block(TopicNode.TIMEOUT);
		ann.hears(position(one, RECOVERED + "0}"));
		assertThat(ann.brought).isEmpty();
	}

	@Test
	void ignoresBroughtPositionThatIsNone() throws Exception {
		Position one = publish("one");
		PlacedMember ann = member("ann");
		ann.brought.put(ROOM, "everything");
		assertThat(join(ann)).isEqualTo(new Joined(one, 0, null));
		ann.hears(position(one, "{}"));
	}

	@Test
	void tellsThatTheHistoryIsTrimmedAndSendsNothingPartial() throws Exception {
		Position start = publish("start");
		Position last = publish(20);
		PlacedMember ann = member("ann");
		ann.brought.put(ROOM, start.toString());
		assertThat(join(ann)).isEqualTo(new Joined(last, 0, Joined.Lost.TRIMMED));
		Position next = publish("next");
		ann.hears(lost(last, "trimmed"), message(next, "next"));
	}

	@Test
	void tellsThatThePositionIsOfAnotherHistory() throws Exception {
		Position last = publish(2);
		PlacedMember ann = member("ann");
		ann.brought.put(ROOM, "1.zzzzzz");
		assertThat(join(ann).lost()).isEqualTo(Joined.Lost.FORKED);
		ann.hears(lost(last, "forked"));
	}

	@Test
	void tellsMembersAtOnceThatTheTopicIsLost() throws Exception {
		Position start = top();
		PlacedMember ann = member("ann");
		join(ann);
		this.engine.lost = (message) -> true;
		publish(20);
		Position last = top();
		this.engine.lost = (message) -> false;
		this.engine.interrupt();
		ann.hears(position(start, "{}"), lost(last, "trimmed"));
		Position next = publish("next");
		ann.hears(position(start, "{}"), lost(last, "trimmed"), message(next, "next"));
	}

	@Test
	void tellsThatMessageIsTooLarge() throws Exception {
		Position start = top();
		PlacedMember ann = member("ann");
		join(ann);
		ann.outcome = GroupMember.Outcome.TOO_LARGE;
		Position large = publish("large");
		ann.hears(position(start, "{}"), lost(large, "too-large"));
		ann.outcome = GroupMember.Outcome.SENT;
		Position next = publish("next");
		ann.hears(position(start, "{}"), lost(large, "too-large"), message(next, "next"));
	}

	@Test
	void tellsSlowMemberOnceUntilThereIsRoom() throws Exception {
		Position start = top();
		PlacedMember ann = member("ann");
		join(ann);
		ann.outcome = GroupMember.Outcome.OVERFLOW;
		Position dropped = publish("dropped");
		publish("dropped too");
		ann.outcome = GroupMember.Outcome.SENT;
		Position heard = publish("heard");
		ann.outcome = GroupMember.Outcome.OVERFLOW;
		Position again = publish("dropped again");
		ann.hears(position(start, "{}"), lost(dropped, "slow"), message(heard, "heard"), lost(again, "slow"));
	}

	@Test
	void doesNotTellThatAllIsRecoveredIfOneWasTooLarge() throws Exception {
		Position start = publish("start");
		Position large = publish("large");
		PlacedMember ann = member("ann");
		ann.brought.put(ROOM, start.toString());
		ann.outcome = GroupMember.Outcome.TOO_LARGE;
		assertThat(join(ann)).isEqualTo(new Joined(large, 0, null));
		ann.hears(lost(large, "too-large"));
	}

	@Test
	void movesThePositionOfMemberThatIsLeftOut() throws Exception {
		Position start = top();
		PlacedMember ann = member("ann");
		join(ann);
		this.room.except(ann.connection()).tell("not to ann");
		Position unheard = top();
		ann.hears(position(start, "{}"), position(unheard, "{}"));
	}

	@Test
	void tellsPositionOfTheStateThatMemberWasSent() throws Exception {
		Position start = publish("start");
		PlacedMember ann = member("ann");
		ann.brought.put(ROOM, "1.zzzzzz");
		CompletableFuture<Position> meanwhile = new CompletableFuture<>();
		this.room.live(ann.connection(), Mono.fromRunnable(() -> meanwhile.complete(publish("while loading"))))
			.block(TopicNode.TIMEOUT);
		Position position = meanwhile.join();
		ann.hears(position(start, "{}"), message(position, "while loading"));
	}

	@Test
	void tellsPositionOnceTheEngineIsThere() throws Exception {
		PlacedMember ann = member("ann");
		Position start = publish("start");
		ann.brought.put(ROOM, start.toString());
		this.engine.away = true;
		CompletableFuture<Joined> joined = new CompletableFuture<>();
		this.room.add(ann.connection()).subscribe(joined::complete, joined::completeExceptionally);
		assertThat(joined).failsWithin(TopicNode.TIMEOUT)
			.withThrowableThat()
			.withCauseInstanceOf(ServerErrorException.class);
		Position one = publish("one");
		this.engine.away = false;
		ann.hears(message(one, "one"), position(one, RECOVERED + "1}"));
	}

	@Test
	void tellsNothingTwiceToMemberThatIsAddedTwice() throws Exception {
		Position start = top();
		PlacedMember ann = member("ann");
		join(ann);
		join(ann);
		Position one = publish("one");
		ann.hears(position(start, "{}"), message(one, "one"));
	}

}
