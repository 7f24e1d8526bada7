package io.grest.ws.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.redis.TestNode.Listener;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Position;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static io.grest.ws.redis.TestNode.CURSOR;
import static io.grest.ws.redis.TestNode.ROOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of publishing while Redis, or the connection to it, fails.
 */
class PublishingTests {

	private final TestRedis redis = TestRedis.run();

	private final TestCluster cluster = new TestCluster(this.redis);

	@BeforeEach
	void timeout() {
		await().atMost(TestCluster.TIMEOUT);
	}

	@AfterEach
	void stop() {
		this.cluster.close();
		this.redis.close();
	}

	private TestNode impatientNode() {
		return this.cluster
			.with((options) -> new EngineOptions(options.name(), Duration.ofSeconds(30), Duration.ofMillis(500),
					options.localWhenDown(), 50, options.maxMembers(), options.laneSize()))
			.start("impatient");
	}

	@Test
	void publishesEachOnceInOrderWhileConnectionsAreKilled() {
		TestNode node = this.cluster.start("one");
		Position beginning = node.engine().top(ROOM).block(TestCluster.TIMEOUT);
		List<String> texts = new ArrayList<>();
		List<Mono<Position>> outcomes = new ArrayList<>();
		for (int round = 0; round < 20; round++) {
			for (int i = 0; i < 40; i++) {
				String text = round + "-" + i;
				texts.add(text);
				outcomes.add(node.publish(ROOM, text));
			}
			this.redis.command("CLIENT KILL TYPE normal");
		}
		List<Position> positions = outcomes.stream().map((outcome) -> outcome.block(TestCluster.TIMEOUT)).toList();
		assertThat(node.readTexts(ROOM, beginning)).isEqualTo(texts);
		assertThat(positions).extracting(Position::offset)
			.containsExactlyElementsOf(IntStream.rangeClosed(1, texts.size()).mapToObj(Long::valueOf).toList());
	}

	@Test
	void answersPositionOfMessageThatRanBeforeConnectionWasLost() {
		TestNode node = this.cluster.start("one");
		node.published(ROOM, "first");
		// Redis runs the script, but does not send its answer before the connection ends.
		this.redis.pause();
		Mono<Position> outcome = node.publish(ROOM, "second");
		this.redis.resume();
		this.redis.command("CLIENT KILL TYPE normal");
		Position position = outcome.block(TestCluster.TIMEOUT);
		assertThat(position.offset()).isEqualTo(2);
		assertThat(node.engine().top(ROOM).block(TestCluster.TIMEOUT)).isEqualTo(position);
	}

	@Test
	void publishesAfterScriptsAreGone() {
		TestNode node = this.cluster.start("one");
		Position first = node.published(ROOM, "first");
		this.redis.command("SCRIPT FLUSH");
		List<Mono<Position>> outcomes = IntStream.range(0, 100).mapToObj((i) -> node.publish(ROOM, "" + i)).toList();
		outcomes.forEach((outcome) -> outcome.block(TestCluster.TIMEOUT));
		assertThat(node.readTexts(ROOM, first)).isEqualTo(IntStream.range(0, 100).mapToObj((i) -> "" + i).toList());
	}

	@Test
	void failsWhenRedisDoesNotAnswerAndNeverSendsAgain() {
		TestNode node = impatientNode();
		Position first = node.published(ROOM, "first");
		this.redis.pause();
		StepVerifier.create(node.publish(ROOM, "unknown"))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(ServerErrorException.class)
				.hasMessageContaining("may not have been published"))
			.verify(TestCluster.TIMEOUT);
		this.redis.resume();
		await().ignoreExceptions().untilAsserted(() -> node.published(ROOM, "later"));
		List<String> texts = node.readTexts(ROOM, first);
		assertThat(texts).containsOnlyOnce("unknown");
		assertThat(texts.indexOf("unknown")).isZero();
	}

	@Test
	void saysThatNothingWasPublishedWithoutConnection() {
		TestNode node = impatientNode();
		this.redis.kill();
		await().until(() -> !node.engine().availability().isUp());
		StepVerifier.create(node.publish(ROOM, "lost"))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(ServerErrorException.class)
				.hasMessageContaining("was not published"))
			.verify(TestCluster.TIMEOUT);
	}

	@Test
	void publishesWhatWaitedForConnection() {
		TestNode node = this.cluster
			.with((options) -> new EngineOptions(options.name(), options.lease(), TestCluster.TIMEOUT, true, 100, 10,
					100))
			.start("patient");
		this.redis.kill();
		await().until(() -> !node.engine().availability().isUp());
		Mono<Position> first = node.publish(ROOM, "first");
		Mono<Position> second = node.publish(ROOM, "second");
		this.redis.restart();
		assertThat(second.block(TestCluster.TIMEOUT).offset()).isEqualTo(2);
		assertThat(first.block(TestCluster.TIMEOUT).offset()).isOne();
	}

	@Test
	void failsBeforeTimeoutInLongOutage() {
		TestNode node = this.cluster
			.with((options) -> new EngineOptions(options.name(), options.lease(), TestCluster.TIMEOUT.dividedBy(3),
					true, 100, 10, 100))
			.start("patient");
		node.published(ROOM, "first");
		this.redis.kill();
		await().until(() -> !node.engine().availability().isUp());
		failsWithoutRedis(node.publish(ROOM, "waits for a while"));
		for (int i = 0; i < 100; i++) {
			failsWithoutRedis(node.publish(ROOM, "waits no more"));
		}
		this.redis.restart();
		await().atMost(TestCluster.TIMEOUT).ignoreExceptions().untilAsserted(() -> node.published(ROOM, "again"));
	}

	// Not because the time is over.
	private static void failsWithoutRedis(Mono<Position> outcome) {
		StepVerifier.create(outcome)
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(ServerErrorException.class)
				.hasMessageContaining("was not published")
				.hasCauseInstanceOf(IllegalStateException.class))
			.verify(TestCluster.TIMEOUT);
	}

	@Test
	void refusesMoreThanMaxInFlight() {
		TestNode node = impatientNode();
		node.published(ROOM, "first");
		this.redis.pause();
		List<Mono<Position>> outcomes = IntStream.range(0, 50).mapToObj((i) -> node.publish(ROOM, "" + i)).toList();
		StepVerifier.create(node.publish(ROOM, "too many"))
			.expectError(TooManyRequestsException.class)
			.verify(TestCluster.TIMEOUT);
		outcomes.forEach((outcome) -> StepVerifier.create(outcome).expectError(ServerErrorException.class).verify());
		this.redis.resume();
		await().ignoreExceptions().untilAsserted(() -> node.published(ROOM, "last"));
	}

	@Test
	void dropsSecondMessageOfKeyOnAnotherNode() {
		TestNode one = this.cluster.start("one");
		TestNode two = this.cluster.start("two");
		Envelope message = new Envelope("Test.said", null, null, TestNode.bytes("paid"));
		Position first = one.engine().publish(ROOM, message, "order 7").block(TestCluster.TIMEOUT);
		Position second = two.engine().publish(ROOM, message, "order 7").block(TestCluster.TIMEOUT);
		assertThat(second).isEqualTo(first);
		assertThat(two.engine().top(ROOM).block(TestCluster.TIMEOUT)).isEqualTo(first);
	}

	@Test
	void reachesOwnMembersOfVolatileTopicWithoutRedis() {
		TestNode node = this.cluster.start("one");
		Listener before = node.listen(CURSOR);
		this.redis.kill();
		await().until(() -> !node.engine().availability().isUp());
		node.publish(CURSOR, "alone").block(TestCluster.TIMEOUT);
		await().until(() -> before.texts().contains("alone"));
		Listener during = node.listen(new io.grest.ws.topic.engine.TopicKey("Test", "other", null));
		this.redis.restart();
		await().until(() -> before.isInterrupted() && during.isInterrupted());
		node.published(CURSOR, "with Redis");
		await().until(() -> before.texts().equals(List.of("alone", "with Redis")));
	}

	@Test
	void failsVolatileTopicWithoutRedisIfAskedTo() {
		TestNode node = this.cluster.with(
				(options) -> new EngineOptions(options.name(), options.lease(), options.timeout(), false, 100, 10, 100))
			.start("strict");
		Listener listener = node.listen(CURSOR);
		this.redis.kill();
		await().until(() -> !node.engine().availability().isUp());
		StepVerifier.create(node.publish(CURSOR, "lost"))
			.expectError(ServerErrorException.class)
			.verify(TestCluster.TIMEOUT);
		assertThat(listener.texts()).isEmpty();
	}

	@Test
	void measuresOutcomes() {
		CompletableFuture<Boolean> published = new CompletableFuture<>();
		TestNode node = this.cluster.start("one", new ClusterMetrics() {
			@Override
			public void published(Duration time, boolean success) {
				published.complete(success);
			}
		});
		node.published(ROOM, "message");
		assertThat(published).succeedsWithin(TestCluster.TIMEOUT).isEqualTo(true);
	}

}
