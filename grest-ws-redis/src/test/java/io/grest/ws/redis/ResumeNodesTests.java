package io.grest.ws.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.connection.Resumption;
import io.grest.ws.connection.Resumption.Outcome;
import io.grest.ws.error.ConnectionClosedException;
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

	private static final Duration TIMEOUT = ResumeRoom.TIMEOUT;

	private static final int NODES = 3;

	private static final int CALLS = 20;

	private final ResumeRoom room = new ResumeRoom(NODES);

	private final List<Integer> answered = new CopyOnWriteArrayList<>();

	private final List<Integer> notSent = new CopyOnWriteArrayList<>();

	private final List<Integer> unknown = new CopyOnWriteArrayList<>();

	private final List<Throwable> others = new CopyOnWriteArrayList<>();

	private final AtomicInteger last = new AtomicInteger();

	@AfterEach
	void stop() throws Exception {
		this.room.close();
	}

	@Test
	void topicsAreWholeWhenNodesAreKilled() {
		connect();
		int killed = 100;
		for (int i = 0; i < killed; i++) {
			say(CALLS);
			this.room.nodes().use((i + 1) % NODES);
			this.room.nodes().kill(i % NODES);
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
			this.room.nodes().use((i + 1) % NODES);
			this.room.nodes().stop(i % NODES);
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
		this.room.connect();
		this.room.client().remote().say(0).block(TIMEOUT);
		this.room.awaitHeard(0);
		this.answered.add(0);
	}

	private void say(int calls) {
		for (int i = 0; i < calls; i++) {
			int number = this.last.incrementAndGet();
			this.room.client().remote().say(number).subscribe(this.answered::add, (ex) -> failed(number, ex));
		}
	}

	// By a node that the client is never at.
	private void publish(int messages) {
		for (int i = 0; i < messages; i++) {
			int number = this.last.incrementAndGet();
			this.room.topic()
				.publish((client) -> client.said(number))
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
			.until(() -> this.room.resumptions().size() == count && ended() > this.last.get());
	}

	private int ended() {
		return this.answered.size() + this.notSent.size() + this.unknown.size() + this.others.size();
	}

	private void check() {
		int end = this.last.incrementAndGet();
		this.answered.add(this.room.client().remote().say(end).block(TIMEOUT));
		this.room.awaitHeard(end);
		assertThat(this.others).isEmpty();
		assertThat(this.room.heard()).doesNotHaveDuplicates()
			.containsAll(this.answered)
			.noneMatch(this.notSent::contains)
			.allMatch((number) -> number <= end);
	}

	private Map<Outcome, Integer> outcomes() {
		Map<Outcome, Integer> outcomes = new TreeMap<>();
		this.room.resumptions().forEach((resumption) -> outcomes.merge(resumption.outcome(), 1, Integer::sum));
		return outcomes;
	}

	@Override
	public String toString() {
		return "verdicts " + outcomes() + ", recovered messages "
				+ this.room.resumptions().stream().mapToInt(Resumption::recovered).sum() + ", calls answered "
				+ this.answered.size() + ", NOT_SENT " + this.notSent.size() + ", UNKNOWN " + this.unknown.size();
	}

}
