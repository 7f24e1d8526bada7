package io.grest.ws.test.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.TopicEngine;
import io.grest.ws.topic.engine.TopicKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Mono;

/**
 * Two nodes, or one if the engine knows no others, and topics that no other test has.
 */
abstract class EngineFixture {

	static final Retention HISTORY = new Retention(1_000, Duration.ofMinutes(5));

	private static final Duration POLL = Duration.ofMillis(20);

	// Actions wait, which the threads of an engine or of Reactor should not.
	private static final Executor NEW_THREAD = (action) -> new Thread(action, "topic-engine-contract").start();

	// A broker may be shared with other runs.
	private final String contract = "Kit" + UUID.randomUUID().toString().substring(0, 8);

	private final List<TestNode> running = new ArrayList<>();

	private TestNode here;

	private TestNode there;

	abstract TopicEngine createEngine();

	abstract Duration awaitAtMost();

	@BeforeEach
	void startNodes() {
		this.here = startNode();
		this.there = this.here.engine().isShared() ? startNode() : this.here;
	}

	@AfterEach
	void stopNodes() {
		List.copyOf(this.running).forEach(this::stopNode);
	}

	TestNode startNode() {
		TestNode node = new TestNode(createEngine(), awaitAtMost());
		this.running.add(node);
		node.start();
		return node;
	}

	void stopNode(TestNode node) {
		this.running.remove(node);
		node.stop();
	}

	/**
	 * Return the first node.
	 */
	TestNode here() {
		return this.here;
	}

	/**
	 * Return the second node, or the first one again if the engine knows no others.
	 */
	TestNode there() {
		return this.there;
	}

	/**
	 * Return both nodes, or the only one.
	 */
	List<TestNode> nodes() {
		return (this.here != this.there) ? List.of(this.here, this.there) : List.of(this.here);
	}

	/**
	 * Skip the test if the engine knows no other nodes.
	 */
	void assumeOtherNodes() {
		Assumptions.assumeTrue(this.here != this.there, "The engine has one node");
	}

	TopicKey topic(String name) {
		return topic(name, HISTORY);
	}

	TopicKey topic(String name, Retention retention) {
		return new TopicKey(this.contract, name, retention);
	}

	TopicKey volatileTopic(String name) {
		return new TopicKey(this.contract, name, null);
	}

	TopicKey ofOtherContract(TopicKey topic) {
		return new TopicKey(this.contract + "Other", topic.name(), topic.retention());
	}

	List<Heard> listenOnAllNodes(TopicKey topic) {
		return nodes().stream().map((node) -> node.listen(topic)).toList();
	}

	/**
	 * Run two actions at a time, and wait for both.
	 */
	void together(Runnable first, Runnable second) {
		CompletableFuture<Void> both = CompletableFuture.allOf(CompletableFuture.runAsync(first, NEW_THREAD),
				CompletableFuture.runAsync(second, NEW_THREAD));
		this.here.await(Mono.fromFuture(both));
	}

	/**
	 * Ask until an answer is the one that is wanted.
	 */
	<T> T eventually(Mono<T> question, Predicate<T> wanted) {
		return this.here.get(question.filter(wanted).repeatWhenEmpty((asked) -> asked.delayElements(POLL)));
	}

}
