package io.grest.ws.topic;

import java.util.List;
import java.util.Objects;

import io.grest.ws.contract.ContractTopic;
import io.grest.ws.server.RawSocket;
import io.grest.ws.topic.TopicNode.Guest;
import io.grest.ws.topic.engine.MemoryCluster;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.SocketNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What {@link SocketTopics} say of the topics of their node.
 */
@Timeout(60)
class TopicOverviewTests {

	private final MemoryCluster cluster = new MemoryCluster();

	private final TopicNode one = new TopicNode(this.cluster.node());

	private final TopicNode other = new TopicNode(this.cluster.node());

	@AfterEach
	void stop() {
		this.one.close();
		this.other.close();
	}

	@Test
	void countsTopicsAndMembersOfNodeByPattern() throws Exception {
		join(this.one, "ann", "a", "b");
		join(this.one, "bob", "a");
		join(this.other, "cid", "a", "c");
		List<SubscribedPattern> patterns = this.one.topics.patterns();
		assertThat(patterns).extracting(SubscribedPattern::contract).containsOnly("Api");
		assertThat(patterns)
			.extracting((pattern) -> pattern.pattern() + " " + pattern.topics() + " " + pattern.members())
			.containsExactly("room:{room} 2 3", "cursor:{doc} 0 0", "~all 1 2", "~user/{name} 2 2",
					"~stream/{owner}/{id} 0 0");
		assertThat(patterns).extracting(SubscribedPattern::memberType)
			.containsExactly(Guest.class, null, null, null, null);
		assertThat(Objects.requireNonNull(patterns.get(0).retention()).maxSize()).isEqualTo(100);
		assertThat(patterns.get(1).retention()).isNull();
	}

	@Test
	void listsTopicsWithMostMembersFirst() throws Exception {
		join(this.one, "ann", "a", "b");
		join(this.one, "bob", "b");
		Position position = this.one.room("b").publish((client) -> client.tell("hi")).block(TopicNode.TIMEOUT);
		await().untilAsserted(() -> assertThat(this.one.topics.subscribed(3)).containsExactly(
				new SubscribedTopic("Api", "room:{room}", "room:b", 2, position),
				new SubscribedTopic("Api", "~all", "~all", 2, null),
				new SubscribedTopic("Api", "room:{room}", "room:a", 1, this.one.room("a").position().block())));
		assertThat(this.one.topics.subscribed(100)).hasSize(5)
			.extracting(SubscribedTopic::name)
			.endsWith("~user/ann", "~user/bob");
	}

	@Test
	void namesRetentionOfTopic() {
		ContractTopic room = TopicNode.CONTRACT.topics().get(0);
		ContractTopic cursor = TopicNode.CONTRACT.topics().get(1);
		assertThat(Objects.requireNonNull(this.one.topics.retention(TopicNode.CONTRACT, room)).maxSize())
			.isEqualTo(100);
		assertThat(this.one.topics.retention(TopicNode.CONTRACT, cursor)).isNull();
	}

	@Test
	void listsNodes() {
		assertThat(this.one.topics.isShared()).isTrue();
		assertThat(this.one.topics.nodes().blockFirst(TopicNode.TIMEOUT)).extracting(SocketNode::id)
			.containsExactlyInAnyOrder(this.one.topics.node(), this.other.topics.node());
		assertThat(SocketTopics.builder().build().isShared()).isFalse();
	}

	private static RawSocket join(TopicNode node, String user, String... rooms) throws Exception {
		node.connect = (connection) -> List.of(rooms)
			.forEach((room) -> node.room(room).add(connection).block(TopicNode.TIMEOUT));
		RawSocket client = node.client(user);
		await().until(() -> node.sockets.user(user).online().block(TopicNode.TIMEOUT) == 1);
		return client;
	}

}
