package io.grest.ws.test.nodes;

import java.time.Duration;
import java.util.List;

import io.grest.ws.error.RequestTimeoutException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.TestNode;
import io.grest.ws.test.autoconfigure.TestNodes;
import io.grest.ws.test.nodes.RoomApplication.Client;
import io.grest.ws.test.nodes.RoomApplication.Guest;
import io.grest.ws.test.nodes.RoomApplication.Join;
import io.grest.ws.test.nodes.RoomApplication.Say;
import io.grest.ws.test.nodes.RoomApplication.Server;
import io.grest.ws.topic.Present;
import io.grest.ws.topic.Sockets;
import io.grest.ws.topic.engine.SocketNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Two nodes of one application in one test.
 */
@Timeout(60)
class TestNodesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final int HISTORY = 10;

	@AutoClose
	private static final TestNodes nodes = TestNodes.of(2, (application) -> application
		.properties("grest.ws.topics.history.max-size=" + HISTORY, "grest.ws.server.request-timeout=1s"),
			RoomApplication.class);

	private final TestNode one = nodes.node(0);

	private final TestNode other = nodes.node(1);

	@AfterEach
	void reset() {
		nodes.reset();
	}

	private static SocketTester<Server, Client> tester(TestNode node) {
		return node.tester(Server.class, Client.class);
	}

	private static SocketTester<Server, Client> join(TestNode node, String room) {
		SocketTester<Server, Client> tester = tester(node).connect();
		tester.call((server) -> server.join(new Join(room, "Ann", ""))).returns("0");
		return tester;
	}

	private static String say(SocketTester<Server, Client> tester, String room, String text) {
		String[] position = new String[1];
		tester.call((server) -> server.say(new Say(room, text))).succeeds((said) -> position[0] = said);
		return position[0];
	}

	private static void hears(SocketTester<Server, Client> tester, String... texts) {
		for (String text : texts) {
			tester.expect(Client::said).matching(text::equals);
		}
	}

	@Test
	void deliversMessagesToTheOtherNode() {
		SocketTester<Server, Client> ann = join(this.one, "a");
		SocketTester<Server, Client> bob = join(this.other, "a");
		say(ann, "a", "hello");
		hears(ann, "hello");
		hears(bob, "hello");
		assertThat(this.one.id()).isNotEqualTo(this.other.id());
		assertThat(nodes.all()).containsExactly(this.one, this.other);
		assertThat(this.one.sockets(Client.class).nodes().blockFirst(TIMEOUT)).extracting(SocketNode::id)
			.containsExactlyInAnyOrder(this.one.id(), this.other.id());
		bob.expect(Client::said).never();
	}

	@Test
	void repairsWhatIsLostOnItsWay() {
		SocketTester<Server, Client> ann = join(this.one, "b");
		SocketTester<Server, Client> bob = join(this.other, "b");
		this.other.lose((topic, message) -> topic.name().equals("room:b"));
		say(ann, "b", "1");
		say(ann, "b", "2");
		hears(ann, "1", "2");
		this.other.interrupt();
		hears(bob, "1", "2");
		assertThat(this.other.topics().status().repaired()).isEqualTo(2);
		assertThat(this.other.topics().status().lost()).isZero();
	}

	@Test
	void recoversANodeThatWasCutOff() {
		SocketTester<Server, Client> ann = join(this.one, "c");
		SocketTester<Server, Client> bob = join(this.other, "c");
		this.other.cutOff();
		bob.call((server) -> server.say(new Say("c", "unsaid"))).fails(ServerErrorException.class);
		say(ann, "c", "1");
		hears(ann, "1");
		bob.expect(Client::said).never();
		this.other.heal();
		hears(bob, "1");
		say(bob, "c", "2");
		hears(ann, "2");
		hears(bob, "2");
	}

	@Test
	void countsWhatANodeMissedForGood() {
		SocketTester<Server, Client> ann = join(this.one, "f");
		SocketTester<Server, Client> bob = join(this.other, "f");
		this.other.cutOff();
		for (int i = 0; i <= HISTORY; i++) {
			String text = "" + i;
			say(ann, "f", text);
			hears(ann, text);
		}
		long before = this.other.topics().status().lost();
		this.other.heal();
		await().until(() -> this.other.topics().status().lost() > before);
		say(ann, "f", "last");
		hears(ann, "last");
		hears(bob, "last");
	}

	@Test
	void delaysMessagesInTheirOrder() {
		SocketTester<Server, Client> ann = join(this.one, "g");
		SocketTester<Server, Client> bob = join(this.other, "g");
		this.other.delay(Duration.ofHours(1));
		say(ann, "g", "1");
		say(ann, "g", "2");
		hears(ann, "1", "2");
		bob.expect(Client::said).never();
		this.other.delay(Duration.ofMillis(1));
		say(ann, "g", "3");
		hears(ann, "3");
		hears(bob, "1", "2", "3");
		this.other.delay(Duration.ofHours(1));
		say(ann, "g", "4");
		hears(ann, "4");
		bob.expect(Client::said).never();
		this.other.heal();
		hears(bob, "4");
		assertThat(this.other.topics().status().repaired()).isZero();
		assertThatIllegalArgumentException().isThrownBy(() -> this.other.delay(Duration.ofMillis(-1)));
	}

	@Test
	void losesWhatIsLateWhenItsNodeIsCutOff() {
		SocketTester<Server, Client> ann = join(this.one, "h");
		SocketTester<Server, Client> bob = join(this.other, "h");
		this.other.delay(Duration.ofHours(1));
		say(ann, "h", "1");
		this.other.cutOff();
		this.other.delay(Duration.ofMillis(1));
		hears(ann, "1");
		bob.expect(Client::said).never();
		this.other.heal();
		hears(bob, "1");
	}

	@Test
	void failsToPublishWhatTheTestRefuses() {
		SocketTester<Server, Client> ann = join(this.one, "i");
		SocketTester<Server, Client> bob = join(this.other, "i");
		this.one.refuse((topic, message) -> new String(message.json()).contains("unsaid"));
		ann.call((server) -> server.say(new Say("i", "unsaid"))).fails(ServerErrorException.class);
		say(ann, "i", "said");
		hears(ann, "said");
		hears(bob, "said");
		this.one.heal();
		say(ann, "i", "unsaid no longer");
		hears(ann, "unsaid no longer");
		hears(bob, "unsaid no longer");
	}

	@Test
	void callsNoClientOfANodeThatIsCutOff() {
		SocketTester<Server, Client> bob = join(this.other, "j");
		String id = presentIn("j").connection();
		bob.when(Client::name).answer("Bob");
		Sockets<Client> sockets = this.one.sockets(Client.class);
		assertThat(sockets.connection(id).remote().name().block(TIMEOUT)).isEqualTo("Bob");
		this.other.cutOff();
		StepVerifier.create(sockets.connection(id).remote().name())
			.expectError(RequestTimeoutException.class)
			.verify(TIMEOUT);
		this.other.heal();
		assertThat(sockets.connection(id).remote().name().block(TIMEOUT)).isEqualTo("Bob");
	}

	private Present<Guest> presentIn(String room) {
		return this.one.sockets(Client.class)
			.topic("room:{room}", room)
			.presence(Guest.class)
			.list()
			.map((present) -> present.get(0))
			.block(TIMEOUT);
	}

	@Test
	void forksTheHistoryOfAnEngineThatRestarts() {
		SocketTester<Server, Client> ann = join(this.one, "d");
		String before = say(ann, "d", "before");
		hears(ann, "before");
		nodes.restartEngine();
		assertThat(this.one.topics().status().lost()).isPositive();
		say(ann, "d", "after");
		hears(ann, "after");
		SocketTester<Server, Client> bob = tester(this.other).connect();
		bob.call((server) -> server.join(new Join("d", "Bob", before))).returns("FORKED");
	}

	@Test
	void stopsANodeAbruptly() {
		try (TestNodes three = TestNodes.of(3, RoomApplication.class)) {
			SocketTester<Server, Client> ann = join(three.node(0), "a");
			SocketTester<Server, Client> bob = join(three.node(2), "a");
			String position = say(ann, "a", "1");
			hears(ann, "1");
			hears(bob, "1");
			three.node(0).kill();
			ann.closedWith(1006);
			assertThatIllegalStateException().isThrownBy(three.node(0)::heal);
			await().until(() -> ids(three.node(1)).size() == 2);
			List<Present<Guest>> present = three.node(1)
				.sockets(Client.class)
				.topic("room:{room}", "a")
				.presence(Guest.class)
				.list()
				.block(TIMEOUT);
			assertThat(present).hasSize(1);
			say(bob, "a", "2");
			hears(bob, "2");
			SocketTester<Server, Client> again = tester(three.node(1)).connect();
			again.call((server) -> server.join(new Join("a", "Ann", position))).returns("1");
			hears(again, "2");
		}
	}

	@Test
	void stopsANodeInOrder() {
		try (TestNodes both = TestNodes.of(2, RoomApplication.class)) {
			SocketTester<Server, Client> ann = join(both.node(0), "a");
			both.node(0).stop();
			ann.closedWith(1001);
			assertThat(ids(both.node(1))).containsExactly(both.node(1).id());
			assertThatIllegalStateException().isThrownBy(both.node(0)::heal).withMessageContaining("stopped");
			both.node(0).stop();
		}
	}

	private static List<String> ids(TestNode node) {
		return node.sockets(Client.class).nodes().blockFirst(TIMEOUT).stream().map(SocketNode::id).toList();
	}

	@Test
	void failsAtTheEndIfAClientHeardWhatWasNotExpected() {
		join(this.one, "e");
		SocketTester<Server, Client> bob = join(this.other, "e");
		say(bob, "e", "surprise");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(nodes::reset)
			.withMessageContaining("surprise")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasSize(1));
	}

	@Test
	void refusesNoNodes() {
		assertThatIllegalArgumentException().isThrownBy(() -> TestNodes.of(0, RoomApplication.class));
	}

}
