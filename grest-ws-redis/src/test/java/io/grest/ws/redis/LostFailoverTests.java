package io.grest.ws.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketServer;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.engine.TopicKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.netty.DisposableServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What connected members are told when a replica takes over by Sentinel that has not got
 * the last messages, which they have heard.
 */
@Tag("heavy")
@Timeout(300)
class LostFailoverTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final int MEMBERS = 5;

	private static final int REPLICATED = 10;

	private static final int TAIL = 2;

	private static final int AFTER = 20;

	// A member writes both what it hears and what it is told, so their order is known.
	private static final Integer GAP = 0;

	private final TestSentinels redis = new TestSentinels();

	private final TestCluster cluster = new TestCluster(this.redis.uri());

	private final SocketPool pool = SocketPool.builder().build();

	private final SocketClients clients = new SocketClients(this.pool, (contract) -> null,
			ReconnectOptions.builder().build());

	private final List<Node> nodes = List.of(new Node(), new Node());

	private final List<List<Integer>> members = new ArrayList<>();

	private final Set<String> reasons = new TreeSet<>();

	LostFailoverTests() throws IOException {
	}

	@AfterEach
	void stop() {
		this.clients.closeAll().block(TIMEOUT);
		this.pool.closeAll(false).block(TIMEOUT);
		this.nodes.forEach(Node::stop);
		this.cluster.close();
		this.redis.close();
	}

	@Test
	void eachMemberIsToldThatTheTailIsLost() {
		this.nodes.forEach((node) -> IntStream.range(0, MEMBERS).forEach((i) -> connect(node)));
		int last = 0;
		for (; last < REPLICATED; last++) {
			assertThat(publish(last + 1)).isTrue();
		}
		String length = "XLEN " + new Keys("test").stream(Keys.topic(new TopicKey("ResumeApi", "room:kitchen", null)));
		await().atMost(TIMEOUT).until(() -> this.redis.replica().command(length).equals(":" + REPLICATED + "\r\n"));
		// Follows nobody from now on, as one that is cut off.
		assertThat(this.redis.replica().command("REPLICAOF 127.0.0.1 1")).startsWith("+OK");
		for (int i = 0; i < TAIL; i++) {
			assertThat(publish(++last)).isTrue();
		}
		int before = last;
		awaitHeard(before);
		this.redis.master().kill();
		List<Integer> after = new ArrayList<>();
		last = publish(AFTER, last, after);
		// What a node has not heard before it knows of the gap is a part of it.
		await().atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(this.members).allSatisfy((member) -> assertThat(member).contains(GAP)));
		last = publish(AFTER, last, after);
		assertThat(this.redis.replica().command("ROLE")).contains("master");
		int end = last;
		awaitHeard(end);
		assertThat(this.members).hasSize(2 * MEMBERS).allSatisfy((member) -> isTold(member, before, after));
		assertThat(this.reasons).containsExactly("forked");
	}

	// What was heard before, then the gap, then all that was published since.
	private static void isTold(List<Integer> member, int before, List<Integer> after) {
		int gap = member.indexOf(GAP);
		assertThat(member.subList(0, Math.max(gap, 0))).isEqualTo(IntStream.rangeClosed(1, before).boxed().toList());
		List<Integer> heard = member.subList(gap + 1, member.size());
		assertThat(heard).hasSizeGreaterThanOrEqualTo(AFTER).doesNotContain(GAP);
		assertThat(heard).isEqualTo(after.subList(after.size() - heard.size(), after.size()));
	}

	private void awaitHeard(int number) {
		await().atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(this.members).allSatisfy((member) -> assertThat(member).contains(number)));
	}

	// What fails is not published again, so that nothing is there twice.
	private int publish(int count, int last, List<Integer> published) {
		int number = last;
		int end = published.size() + count;
		while (published.size() < end) {
			if (publish(++number)) {
				published.add(number);
			}
		}
		return number;
	}

	private boolean publish(int number) {
		try {
			return this.nodes.get(number % 2).room.publish((client) -> client.said(number)).block(TIMEOUT) != null;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	private void connect(Node node) {
		List<Integer> events = new CopyOnWriteArrayList<>();
		this.members.add(events);
		this.clients.builder(ResumeApi.CONTRACT)
			.request((request) -> request.url("ws://127.0.0.1:" + node.server.port()))
			.handler(events::add)
			.build()
			.onLost((lost) -> {
				events.add(GAP);
				synchronized (this.reasons) {
					this.reasons.add(lost.reason());
				}
			})
			.connect()
			.block(TIMEOUT);
	}

	/**
	 * A node in this process, all of whose clients are in one room.
	 */
	private final class Node {

		private final SocketTopics topics = ResumeNode.topics(LostFailoverTests.this.cluster.newEngine());

		private final SocketTopic<ResumeApi.Client> room = ResumeNode.room(this.topics);

		private final DisposableServer server;

		Node() {
			this.topics.start().block(TIMEOUT);
			ActiveConnections connections = new ActiveConnections(ActiveConnections.Limits.NONE);
			this.server = ResumeNode.serve(connections,
					SocketServer.<ResumeApi.Server, ResumeApi.Client>of(ResumeApi.CONTRACT, (connection) -> {
						this.room.add(connection).block(TIMEOUT);
						return (number) -> this.room.publish((client) -> client.said(number)).thenReturn(number);
					})
						.topics(this.topics)
						.connections(connections)
						.sessions(new ResumableSessions(ResumableSessions.Limits.DEFAULTS))
						.build());
		}

		void stop() {
			this.server.disposeNow();
			this.topics.stop().block(TIMEOUT);
		}

	}

}
