package io.grest.ws.test.topic;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import io.grest.ws.topic.engine.Presences;
import io.grest.ws.topic.engine.Presences.Member;
import io.grest.ws.topic.engine.SocketNode;
import io.grest.ws.topic.engine.TopicKey;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.ConnectableFlux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code presences()}, {@code nodes()} and {@code stop()} promise.
 */
abstract class PresenceContract extends HistoryContract {

	private static final Member ANN = Messages.member("kit1-1", "{\"name\":\"Ann \u00e4\"}");

	private static final Member ANN_TYPING = Messages.member("kit1-1", "{\"name\":\"Ann\",\"typing\":true}");

	private static final Member NOBODY = new Member("kit2-1", null, Messages.bytes("{}"));

	// Presence

	@Test
	void showsMembersOnAllNodes() {
		for (TopicKey topic : List.of(topic("room"), volatileTopic("cursor"))) {
			enter(here(), topic, ANN);
			enter(there(), topic, NOBODY);
			for (TestNode node : nodes()) {
				assertThat(members(node, topic)).containsExactlyInAnyOrder(ANN, NOBODY);
			}
		}
	}

	@Test
	void countsMembers() {
		TopicKey topic = topic("room");
		nodes().forEach((node) -> assertThat(count(node, topic)).isZero());
		IntStream.range(0, 3).forEach((i) -> enter(here(), topic, Messages.member("kit1-" + i, "{}")));
		IntStream.range(0, 2).forEach((i) -> enter(there(), topic, Messages.member("kit2-" + i, "{}")));
		nodes().forEach((node) -> assertThat(count(node, topic)).isEqualTo(5));
	}

	@Test
	void replacesMember() {
		TopicKey topic = topic("room");
		enter(here(), topic, ANN);
		enter(here(), topic, ANN_TYPING);
		nodes().forEach((node) -> assertThat(members(node, topic)).containsExactly(ANN_TYPING));
		nodes().forEach((node) -> assertThat(count(node, topic)).isOne());
	}

	@Test
	void showsMemberNoLonger() {
		TopicKey topic = topic("room");
		enter(here(), topic, ANN);
		enter(here(), topic, NOBODY);
		leave(here(), topic, ANN);
		nodes().forEach((node) -> assertThat(members(node, topic)).containsExactly(NOBODY));
		nodes().forEach((node) -> assertThat(count(node, topic)).isOne());
	}

	@Test
	void leavesWithoutHavingEntered() {
		leave(here(), topic("room"), ANN);
		assertThat(count(here(), topic("room"))).isZero();
	}

	@Test
	void tellsChangesOnAllNodes() {
		for (TopicKey topic : List.of(topic("room"), volatileTopic("cursor"))) {
			List<Heard> all = listenOnAllNodes(topic);
			enter(here(), topic, ANN);
			all.forEach((heard) -> assertThat(heard.nextChange()).isEqualTo(ANN));
			enter(here(), topic, ANN_TYPING);
			all.forEach((heard) -> assertThat(heard.nextChange()).isEqualTo(ANN_TYPING));
			leave(here(), topic, ANN);
			all.forEach((heard) -> assertThat(heard.nextChange()).isEqualTo(ANN.connection()));
		}
	}

	@Test
	void separatesPresenceOfTopics() {
		TopicKey topic = topic("room");
		Heard heard = here().listen(topic);
		for (TopicKey other : List.of(ofOtherContract(topic), topic("hall"))) {
			enter(there(), other, NOBODY);
			assertThat(members(here(), topic)).isEmpty();
			leave(there(), other, NOBODY);
		}
		enter(there(), topic, ANN);
		assertThat(heard.nextChange()).isEqualTo(ANN);
	}

	@Test
	void separatesPresenceOfNames() {
		NAMES.forEach((name) -> enter(here(), topic(name), Messages.member("kit1-1", name)));
		for (String name : NAMES) {
			assertThat(members(there(), topic(name))).containsExactly(Messages.member("kit1-1", name));
		}
	}

	private static void enter(TestNode node, TopicKey topic, Member member) {
		node.await(presences(node).enter(topic, member));
	}

	private static void leave(TestNode node, TopicKey topic, Member member) {
		node.await(presences(node).leave(topic, member.connection()));
	}

	private static List<Member> members(TestNode node, TopicKey topic) {
		return node.get(presences(node).list(topic));
	}

	private static long count(TestNode node, TopicKey topic) {
		return node.get(presences(node).count(topic));
	}

	private static Presences presences(TestNode node) {
		return node.engine().presences();
	}

	// Nodes

	@Test
	void listsNodes() {
		for (TestNode node : nodes()) {
			List<SocketNode> listed = eventually(node.engine().nodes().list().next(),
					(list) -> list.size() >= nodes().size());
			assertThat(listed).extracting(SocketNode::id).containsAll(nodes().stream().map(TestNode::id).toList());
			assertThat(listed).filteredOn((it) -> it.id().equals(here().id()))
				.extracting(SocketNode::connections)
				.containsExactly(TestNode.CONNECTIONS);
		}
	}

	@Test
	void listsNodesThatComeAndGo() {
		assumeOtherNodes();
		List<SocketNode> before = here().get(here().engine().nodes().list().next());
		TestNode third = startNode();
		assertThat(before).extracting(SocketNode::id).doesNotContain(third.id());
		awaitListed(third, true);
		stopNode(third);
		awaitListed(third, false);
	}

	@Test
	void listsNodesAgainWhenOneComes() {
		assumeOtherNodes();
		ConnectableFlux<List<SocketNode>> lists = here().engine().nodes().list().replay();
		Disposable subscription = lists.connect();
		here().get(lists.next());
		TestNode third = startNode();
		here().get(lists.filter((list) -> isListed(third, list)).next());
		stopNode(third);
		here().get(lists.skipUntil((list) -> isListed(third, list)).filter((list) -> !isListed(third, list)).next());
		subscription.dispose();
	}

	private void awaitListed(TestNode node, boolean listed) {
		eventually(here().engine().nodes().list().next(), (list) -> isListed(node, list) == listed);
	}

	private static boolean isListed(TestNode node, List<SocketNode> list) {
		return list.stream().anyMatch((it) -> it.id().equals(node.id()));
	}

	@Test
	void sendsMailToEachNode() throws InterruptedException {
		for (TestNode node : nodes()) {
			byte[] mail = { 0, 10, 13, -1, 'k' };
			assertThat(here().get(here().engine().nodes().send(node.id(), mail))).isTrue();
			assertThat(node.nextMail()).isEqualTo(mail);
		}
	}

	@Test
	void sendsNoMailToUnknownNode() {
		assertThat(here().get(here().engine().nodes().send("kitNobody", new byte[1]))).isFalse();
	}

	@Test
	void sendsMailToOneNodeOnly() throws InterruptedException {
		assumeOtherNodes();
		send(here(), there(), "for there");
		send(there(), here(), "for here");
		assertThat(text(here().nextMail())).isEqualTo("for here");
		assertThat(text(there().nextMail())).isEqualTo("for there");
	}

	private static void send(TestNode from, TestNode to, String text) {
		from.await(from.engine().nodes().send(to.id(), Messages.bytes(text)));
	}

	private static String text(byte[] mail) {
		return new String(mail, StandardCharsets.UTF_8);
	}

	// Stop

	@Test
	void endsSubscriptionsAtStop() {
		assumeOtherNodes();
		TestNode third = startNode();
		TopicKey topic = topic("room");
		Heard stopped = third.listen(topic);
		Heard heard = here().listen(topic);
		stopNode(third);
		here().publish(topic, "message");
		assertThat(Messages.text(heard.next())).isEqualTo("message");
		assertThat(stopped.hasMore()).isFalse();
	}

	@Test
	void endsPresenceAtStop() {
		assumeOtherNodes();
		TestNode third = startNode();
		TopicKey topic = topic("room");
		Heard heard = here().listen(topic);
		enter(third, topic, ANN);
		enter(here(), topic, NOBODY);
		assertThat(List.of(heard.nextChange(), heard.nextChange())).containsExactlyInAnyOrder(ANN, NOBODY);
		stopNode(third);
		assertThat(heard.nextChange()).isEqualTo(ANN.connection());
		assertThat(eventually(presences(here()).list(topic), (members) -> members.size() == 1)).containsExactly(NOBODY);
	}

	@Test
	void sendsNoMailToStoppedNode() {
		assumeOtherNodes();
		TestNode third = startNode();
		stopNode(third);
		assertThat(eventually(here().engine().nodes().send(third.id(), new byte[1]), (sent) -> !sent)).isFalse();
	}

}
