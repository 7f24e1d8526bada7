package io.grest.ws.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.client.ClientState;
import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.Resumption;
import io.grest.ws.connection.Resumption.Outcome;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.SocketTopics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a client is told that was away when Redis has lost the last two messages of a
 * topic, as by a failover to a replica that has not got them.
 */
@Timeout(300)
class LostTailTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final int ROUNDS = Integer.getInteger("rounds", 2);

	private final ResumeNodes nodes = new ResumeNodes(2);

	private final TestCluster cluster = new TestCluster(this.nodes.redis()).with((options) -> ResumeNode.OPTIONS);

	private final SocketTopics topics = ResumeNode.topics(this.cluster.newEngine());

	private final SocketTopic<ResumeApi.Client> room = ResumeNode.room(this.topics);

	private final SocketPool pool = SocketPool.builder().build();

	private final SocketClients clients = new SocketClients(this.pool,
			(contract) -> "ws://127.0.0.1:" + this.nodes.port(),
			ReconnectOptions.builder().baseDelay(Duration.ofMillis(5)).maxDelay(Duration.ofMillis(100)).build());

	private final List<Integer> heard = new CopyOnWriteArrayList<>();

	private final List<Resumption> resumptions = new CopyOnWriteArrayList<>();

	private final SocketClient<ResumeApi.Server, ResumeApi.Client> client = this.clients.builder(ResumeApi.CONTRACT)
		.handler(this.heard::add)
		.build();

	private final AtomicInteger last = new AtomicInteger();

	@AfterEach
	void stop() throws Exception {
		this.clients.closeAll().block(TIMEOUT);
		this.topics.stop().block(TIMEOUT);
		this.cluster.close();
		this.nodes.close();
	}

	@Test
	void isToldByTheNodeThatHasHeardThem() throws Exception {
		loseMessages(false);
		assertThat(this.resumptions).hasSize(ROUNDS)
			.allSatisfy((resumption) -> assertThat(resumption)
				.isEqualTo(new Resumption(Outcome.NONE, 0, Map.of("ResumeApi/room%3Akitchen", "forked"))));
	}

	// Redis has a history without a gap, and this node knows of no other.
	@Test
	void isNotToldByANodeThatHasNotHeardThem() throws Exception {
		loseMessages(true);
		assertThat(this.resumptions).hasSize(ROUNDS)
			.allSatisfy((resumption) -> assertThat(resumption).isEqualTo(new Resumption(Outcome.TOPICS, 3, Map.of())));
	}

	private void loseMessages(boolean backAtAnother) throws Exception {
		this.topics.start().block(TIMEOUT);
		this.client.onResume(this.resumptions::add).connect().block(TIMEOUT);
		for (int i = 1; i <= ROUNDS; i++) {
			publishAndHear(10);
			assertThat(this.nodes.redis().command("SAVE")).startsWith("+OK");
			this.nodes.cut();
			await().atMost(TIMEOUT).until(() -> this.client.state().phase() != ClientState.Phase.OPEN);
			int before = this.last.get();
			publish(2);
			this.nodes.redis().kill();
			this.nodes.redis().restart();
			publish(3);
			this.nodes.use(backAtAnother ? i % 2 : 0);
			this.nodes.admit();
			int verdicts = i;
			await().atMost(TIMEOUT).until(() -> this.resumptions.size() == verdicts);
			publishAndHear(2);
			assertThat(this.heard).doesNotContain(before + 1, before + 2);
		}
		assertThat(this.heard).doesNotHaveDuplicates();
	}

	private void publishAndHear(int messages) {
		publish(messages);
		await().atMost(TIMEOUT).until(() -> this.heard.contains(this.last.get()));
	}

	// Again until Redis is there.
	private void publish(int messages) {
		for (int i = 0; i < messages; i++) {
			int number = this.last.incrementAndGet();
			await().atMost(TIMEOUT)
				.ignoreExceptions()
				.untilAsserted(() -> assertThat(this.room.publish((client) -> client.said(number)).block(TIMEOUT))
					.isNotNull());
		}
	}

}
