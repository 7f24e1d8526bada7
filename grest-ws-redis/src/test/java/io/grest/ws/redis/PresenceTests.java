package io.grest.ws.redis;

import java.util.List;

import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.redis.TestNode.Listener;
import io.grest.ws.topic.engine.SocketNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static io.grest.ws.redis.TestNode.ROOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of members and nodes that die, and of what is shown of them.
 */
class PresenceTests {

	private final TestRedis redis = TestRedis.run();

	private final TestCluster cluster = new TestCluster(this.redis);

	@AfterEach
	void stop() {
		this.cluster.close();
		this.redis.close();
	}

	@Test
	void buriesDeadNode() {
		TestNode one = this.cluster.start("one");
		TestNode two = this.cluster.start("two");
		Listener listener = one.listen(ROOM);
		one.enter(ROOM, "one-1");
		two.enter(ROOM, "two-1");
		two.enter(ROOM, "two 2/\n");
		assertThat(one.members(ROOM)).containsExactly("one-1", "two 2/\n", "two-1");
		this.cluster.kill(two);
		await().atMost(TestCluster.TIMEOUT).until(() -> one.members(ROOM).equals(List.of("one-1")));
		await().atMost(TestCluster.TIMEOUT)
			.untilAsserted(() -> assertThat(listener.left()).containsExactlyInAnyOrder("two-1", "two 2/\n"));
		await().atMost(TestCluster.TIMEOUT).until(() -> !this.redis.command("KEYS *node:two:t*").contains("two:t"));
		assertThat(one.engine().presences().count(ROOM).block(TestCluster.TIMEOUT)).isOne();
		assertThat(this.redis.command("HLEN " + new Keys("test").members(Keys.topic(ROOM)))).contains(":1");
	}

	@Test
	void showsMembersAgainWhenNodeWasTakenForDead() {
		TestNode one = this.cluster.start("one");
		TestNode two = this.cluster.start("two");
		two.enter(ROOM, "two-1");
		// As another node does that sees the end of its lease.
		this.redis.command("DEL " + new Keys("test").members(Keys.topic(ROOM)));
		this.redis.command("ZREM " + new Keys("test").nodes() + " two");
		await().atMost(TestCluster.TIMEOUT).until(() -> one.members(ROOM).equals(List.of("two-1")));
		assertThat(one.engine().nodes().send("two", TestNode.bytes("mail")).block(TestCluster.TIMEOUT)).isTrue();
		await().atMost(TestCluster.TIMEOUT).until(() -> two.mails().contains("mail"));
		await().atMost(TestCluster.TIMEOUT)
			.until(() -> ids(one.engine().nodes().list().blockFirst(TestCluster.TIMEOUT))
				.equals(List.of("one", "two")));
	}

	@Test
	void showsMembersAgainAlthoughRedisRefusesItAtFirst() {
		TestNode one = this.cluster.start("one");
		TestNode two = this.cluster.start("two");
		two.enter(ROOM, "two-1");
		String members = new Keys("test").members(Keys.topic(ROOM));
		this.redis.command("DEL " + members);
		// Stands for a Redis that has no memory left, or cannot save.
		this.redis.command("SET " + members + " refused");
		this.redis.command("ZREM " + new Keys("test").nodes() + " two");
		await().atMost(TestCluster.TIMEOUT).until(() -> this.redis.command("INFO errorstats").contains("WRONGTYPE"));
		this.redis.command("DEL " + members);
		await().atMost(TestCluster.TIMEOUT).until(() -> one.members(ROOM).equals(List.of("two-1")));
		two.engine().presences().leave(ROOM, "two-1").block(TestCluster.TIMEOUT);
		assertThat(one.members(ROOM)).isEmpty();
	}

	private static List<String> ids(List<SocketNode> nodes) {
		return nodes.stream().map(SocketNode::id).toList();
	}

	@Test
	void showsMembersAgainAfterEmptyRestart() {
		TestNode node = this.cluster.start("one");
		node.enter(ROOM, "one-1");
		this.redis.kill();
		this.redis.restart();
		await().atMost(TestCluster.TIMEOUT).ignoreExceptions().until(() -> node.members(ROOM).equals(List.of("one-1")));
	}

	@Test
	void removesMemberThatLeftWithoutRedis() {
		TestNode node = this.cluster.start("one");
		TestNode other = this.cluster.start("two");
		node.enter(ROOM, "one-1");
		node.enter(ROOM, "one-2");
		other.enter(ROOM, "two-1");
		this.redis.pause();
		StepVerifier.create(node.engine().presences().leave(ROOM, "one-1")).expectError().verify(TestCluster.TIMEOUT);
		this.redis.resume();
		await().atMost(TestCluster.TIMEOUT)
			.ignoreExceptions()
			.until(() -> other.members(ROOM).equals(List.of("one-2", "two-1")));
	}

	@Test
	void refusesMoreMembersThanMayBeShown() {
		TestNode node = this.cluster
			.with((options) -> new EngineOptions(options.name(), options.lease(), options.timeout(), true, 100, 2, 100))
			.start("small");
		node.enter(ROOM, "1");
		node.enter(ROOM, "2");
		StepVerifier.create(node.engine().presences().enter(ROOM, TestNode.member("3")))
			.expectError(TooManyRequestsException.class)
			.verify(TestCluster.TIMEOUT);
		node.enter(ROOM, "2");
		node.engine().presences().leave(ROOM, "1").block(TestCluster.TIMEOUT);
		node.enter(ROOM, "3");
		assertThat(node.members(ROOM)).containsExactly("2", "3");
	}

	@Test
	void sendsManyChangesTogether() {
		TestNode node = this.cluster.start("one");
		Listener listener = node.listen(ROOM);
		Flux.range(0, 500)
			.flatMap((i) -> node.engine().presences().enter(ROOM, TestNode.member("c" + i)), 500)
			.blockLast(TestCluster.TIMEOUT);
		await().atMost(TestCluster.TIMEOUT).until(() -> listener.entered().size() == 500);
		assertThat(listener.changes).hasSizeLessThan(100);
		assertThat(node.engine().presences().count(ROOM).block(TestCluster.TIMEOUT)).isEqualTo(500);
	}

	@Test
	void keepsNothingAfterStop() {
		TestNode one = this.cluster.start("one");
		one.enter(ROOM, "one-1");
		this.cluster.stop(one);
		assertThat(this.redis.command("KEYS grest:*")).doesNotContain(":p", ":nodes", ":infos", ":t");
	}

}
