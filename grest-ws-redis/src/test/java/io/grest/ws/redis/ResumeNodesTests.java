package io.grest.ws.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.Resumption;
import io.grest.ws.connection.Resumption.Outcome;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.SocketTopics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A client whose nodes are killed while it publishes and listens: verdicts are as
 * promised, and no message of its topic is missing or doubled.
 */
@Tag("heavy")
@Timeout(3600)
class ResumeNodesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final int NODES = 3;

	private static final int CALLS = 20;

	private final ResumeNodes nodes = new ResumeNodes(NODES);

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

	private final List<Integer> answered = new CopyOnWriteArrayList<>();

	private final List<Integer> notSent = new CopyOnWriteArrayList<>();

	private final List<Integer> unknown = new CopyOnWriteArrayList<>();

	private final List<Throwable> others = new CopyOnWriteArrayList<>();

	private final AtomicInteger last = new AtomicInteger();

	@AfterEach
	void stop() throws Exception {
		this.clients.closeAll().block(TIMEOUT);
		this.topics.stop().block(TIMEOUT);
		this.cluster.close();
		this.nodes.close();
	}

	@Test
	void topicsAreWholeWhenNodesAreKilled() {
		connect();
		int killed = 100;
		for (int i = 0; i < killed; i++) {
			say(CALLS);
			this.nodes.use((i + 1) % NODES);
			this.nodes.kill(i % NODES);
			publish(CALLS);
			say(CALLS);
			awaitVerdict(i + 1);
		}
		check();
		assertThat(outcomes()).containsExactly(Map.entry(Outcome.TOPICS, killed));
		System.out.println("kill -9 of " + killed + " nodes: " + this);
	}

	@Test
	void nothingIsLostWhenNodesStopInOrder() {
		connect();
		int rounds = 20;
		for (int i = 0; i < rounds * NODES; i++) {
			say(CALLS);
			this.nodes.use((i + 1) % NODES);
			this.nodes.stop(i % NODES);
			publish(CALLS);
			say(CALLS);
			awaitVerdict(i + 1);
		}
		check();
		System.out.println("SIGTERM over " + NODES + " nodes " + rounds + " times: " + this);
		assertThat(this.unknown).isEmpty();
		assertThat(outcomes()).containsExactly(Map.entry(Outcome.COMPLETE, rounds * NODES));
	}

	private void connect() {
		this.topics.start().block(TIMEOUT);
		this.client.onResume(this.resumptions::add).connect().block(TIMEOUT);
		this.client.remote().say(0).block(TIMEOUT);
		await().atMost(TIMEOUT).until(() -> this.heard.contains(0));
		this.answered.add(0);
	}

	private void say(int calls) {
		for (int i = 0; i < calls; i++) {
			int number = this.last.incrementAndGet();
			this.client.remote().say(number).subscribe(this.answered::add, (ex) -> failed(number, ex));
		}
	}

	// By a node that the client is never at.
	private void publish(int messages) {
		for (int i = 0; i < messages; i++) {
			int number = this.last.incrementAndGet();
			this.room.publish((client) -> client.said(number))
				.subscribe((position) -> this.answered.add(number), this.others::add);
		}
	}

	private void failed(int number, Throwable ex) {
		if (ex instanceof ConnectionClosedException closed) {
			(closed.mayHaveRun() ? this.unknown : this.notSent).add(number);
		}
		else {
			this.others.add(ex);
		}
	}

	private void awaitVerdict(int count) {
		await().atMost(TIMEOUT)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> this.resumptions.size() == count && ended() > this.last.get());
	}

	private int ended() {
		return this.answered.size() + this.notSent.size() + this.unknown.size() + this.others.size();
	}

	private void check() {
		int end = this.last.incrementAndGet();
		this.answered.add(this.client.remote().say(end).block(TIMEOUT));
		await().atMost(TIMEOUT).until(() -> this.heard.contains(end));
		assertThat(this.others).isEmpty();
		assertThat(this.heard).doesNotHaveDuplicates()
			.containsAll(this.answered)
			.noneMatch(this.notSent::contains)
			.allMatch((number) -> number <= end);
	}

	private Map<Outcome, Integer> outcomes() {
		Map<Outcome, Integer> outcomes = new TreeMap<>();
		this.resumptions.forEach((resumption) -> outcomes.merge(resumption.outcome(), 1, Integer::sum));
		return outcomes;
	}

	@Override
	public String toString() {
		return "verdicts " + outcomes() + ", recovered messages "
				+ this.resumptions.stream().mapToInt(Resumption::recovered).sum() + ", calls answered "
				+ this.answered.size() + ", NOT_SENT " + this.notSent.size() + ", UNKNOWN " + this.unknown.size();
	}

}
