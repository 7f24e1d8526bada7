package io.grest.ws.test.resume;

import java.time.Duration;
import java.util.List;

import io.grest.ws.connection.Resumption.Outcome;
import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.TestNode;
import io.grest.ws.test.autoconfigure.TestNodes;
import io.grest.ws.test.resume.HallServer.Text;
import io.grest.ws.topic.Present;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A client that loses its socket, and comes back to another node.
 */
@Timeout(60)
class ResumingNodesTests {

	@AutoClose
	private static final TestNodes nodes = TestNodes.of(2,
			(application) -> application.properties("grest.ws.topics.history.max-size=3"), HallApplication.class);

	@AfterEach
	void reset() {
		nodes.reset();
	}

	private static SocketTester<HallServer, HallClient> tester(TestNode node) {
		return node.tester(HallServer.class, HallClient.class);
	}

	private static SocketTester<HallServer, HallClient> connect(TestNode node, String room) {
		SocketTester<HallServer, HallClient> tester = tester(node)
			.connect((request) -> request.pathVariable("room", room));
		publish(tester, "first");
		return tester;
	}

	private static void publish(SocketTester<HallServer, HallClient> tester, String text) {
		tester.send((server) -> server.publish(new Text(text)));
		hears(tester, text);
	}

	private static void hears(SocketTester<HallServer, HallClient> tester, String text) {
		tester.expect(HallClient::said).matching(new Text(text)::equals);
	}

	@Test
	void missesNoMessageOfItsTopic() {
		SocketTester<HallServer, HallClient> ann = connect(nodes.node(0), "a");
		ann.cut();
		SocketTester<HallServer, HallClient> bob = connect(nodes.node(1), "a");
		publish(bob, "missed");
		ann.resumeAt(bob).newSession().verdict(Outcome.TOPICS).recovered(2);
		hears(ann, "first");
		hears(ann, "missed");
		publish(ann, "next");
		hears(bob, "next");
		ann.cut().resume().sameSession().verdict(Outcome.COMPLETE);
	}

	@Test
	void isToldThatMessagesOfItsTopicAreLost() {
		SocketTester<HallServer, HallClient> ann = connect(nodes.node(0), "b");
		ann.cut();
		SocketTester<HallServer, HallClient> bob = connect(nodes.node(1), "b");
		for (int i = 0; i < 4; i++) {
			publish(bob, "" + i);
		}
		ann.resumeAt(bob).newSession().verdict(Outcome.NONE).lost("room:b", "trimmed");
	}

	@Test
	void isToldOfAGapWhileItIsConnected() {
		SocketTester<HallServer, HallClient> ann = connect(nodes.node(0), "g");
		SocketTester<HallServer, HallClient> bob = connect(nodes.node(1), "g");
		hears(ann, "first");
		nodes.node(0).cutOff();
		for (int i = 0; i < 4; i++) {
			publish(bob, "" + i);
		}
		nodes.node(0).heal();
		ann.lost("room:g", "trimmed");
		publish(bob, "next");
		hears(ann, "next");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> ann.timeout(Duration.ofMillis(20)).lost("room:g", "trimmed"))
			.withMessageContaining("Expected: room:g to be lost as trimmed")
			.withMessageContaining("no topic is lost");
	}

	@Test
	void isNotShownWhileItIsAwayForLong() {
		try (TestNodes absent = TestNodes.of(2,
				(application) -> application.properties("grest.ws.topics.presence.grace=0s"), HallApplication.class)) {
			SocketTester<HallServer, HallClient> ann = connect(absent.node(0), "d");
			List<String> shown = shown(absent.node(1), "d");
			assertThat(shown).hasSize(1);
			ann.cut();
			await().until(() -> shown(absent.node(1), "d").isEmpty());
			ann.resume().sameSession();
			await().until(() -> shown(absent.node(1), "d").equals(shown));
		}
	}

	@Test
	void isShownWhileItIsAwayForAMoment() {
		SocketTester<HallServer, HallClient> ann = connect(nodes.node(0), "e");
		List<String> shown = shown(nodes.node(1), "e");
		ann.cut();
		assertThat(shown(nodes.node(1), "e")).isEqualTo(shown).hasSize(1);
		ann.resume().sameSession();
		assertThat(shown(nodes.node(1), "e")).isEqualTo(shown);
	}

	private static List<String> shown(TestNode node, String room) {
		return node.sockets(HallClient.class)
			.topic("room:{room}", room)
			.presence(String.class)
			.list()
			.blockOptional()
			.orElseThrow()
			.stream()
			.map(Present::member)
			.toList();
	}

	@Test
	void comesBackAfterItsNodeWasKilled() {
		try (TestNodes three = TestNodes.of(2, HallApplication.class)) {
			SocketTester<HallServer, HallClient> ann = connect(three.node(0), "c");
			ann.cut();
			three.node(0).kill();
			ann.resumeAt(tester(three.node(1))).newSession().verdict(Outcome.TOPICS).recovered(0);
		}
	}

}
