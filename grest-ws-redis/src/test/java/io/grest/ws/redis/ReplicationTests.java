package io.grest.ws.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.redis.TestNode.Listener;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.TopicKey;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of topics whose messages are published once a replica has them.
 */
@Timeout(120)
class ReplicationTests {

	static final TopicKey LEDGER = new TopicKey("Test", "ledger", new Retention(1000, Duration.ofMinutes(10), true));

	private final TestRedis master = TestRedis.run("--repl-diskless-sync-delay", "0");

	private final TestRedis replica = TestRedis.run("--replicaof", "127.0.0.1", "" + this.master.port());

	private final TestCluster cluster = new TestCluster(this.master);

	private final TestNode node = this.cluster.start("one");

	@AfterEach
	void stop() {
		this.replica.resume();
		this.master.resume();
		this.cluster.close();
		this.replica.close();
		this.master.close();
	}

	private void awaitReplica() {
		await().atMost(TestCluster.TIMEOUT)
			.until(() -> this.replica.command("INFO replication").contains("master_link_status:up"));
	}

	private String replicated(int messages) {
		String stream = new Keys("test").stream(Keys.topic(LEDGER));
		assertThat(this.replica.command("XLEN " + stream)).isEqualTo(":" + messages + "\r\n");
		return stream;
	}

	static void failsUnknown(Mono<Position> outcome, Class<? extends Throwable> cause) {
		StepVerifier.create(outcome)
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(ServerErrorException.class)
				.hasMessageContaining("was published, and it is not known whether a replica")
				.hasCauseInstanceOf(cause))
			.verify(TestCluster.TIMEOUT);
	}

	@Test
	void publishesOnceReplicaHasMessage() {
		awaitReplica();
		Listener listener = this.node.listen(LEDGER);
		for (int i = 1; i <= 20; i++) {
			assertThat(this.node.published(LEDGER, "" + i).offset()).isEqualTo(i);
			replicated(i);
		}
		await().atMost(TestCluster.TIMEOUT).until(() -> listener.texts().size() == 20);
	}

	@Test
	void publishesManyAtOnceInOrder() {
		awaitReplica();
		List<Mono<Position>> outcomes = IntStream.rangeClosed(1, 200)
			.mapToObj((i) -> this.node.publish(LEDGER, "" + i))
			.toList();
		assertThat(outcomes.stream().map((outcome) -> outcome.block(TestCluster.TIMEOUT).offset()).toList())
			.isEqualTo(IntStream.rangeClosed(1, 200).mapToObj(Long::valueOf).toList());
		replicated(200);
	}

	@Test
	void replaysOutcome() {
		awaitReplica();
		Mono<Position> outcome = this.node.publish(LEDGER, "once");
		Position position = outcome.block(TestCluster.TIMEOUT);
		assertThat(outcome.block(TestCluster.TIMEOUT)).isEqualTo(position);
		Envelope message = new Envelope("Test.said", null, null, TestNode.bytes("paid"));
		Position first = this.node.engine().publish(LEDGER, message, "order 7").block(TestCluster.TIMEOUT);
		assertThat(this.node.engine().publish(LEDGER, message, "order 7").block(TestCluster.TIMEOUT)).isEqualTo(first);
		replicated(2);
	}

	@Test
	void failsWhileReplicaStandsStill() {
		awaitReplica();
		Position first = this.node.published(LEDGER, "first");
		this.replica.pause();
		failsUnknown(this.node.publish(LEDGER, "second"), TimeoutException.class);
		assertThat(this.node.readTexts(LEDGER, first)).containsExactly("second");
		assertThat(this.node.published(TestNode.ROOM, "of another topic").offset()).isOne();
		this.replica.resume();
		await().atMost(TestCluster.TIMEOUT)
			.ignoreExceptions()
			.untilAsserted(() -> this.node.published(LEDGER, "later"));
		assertThat(this.replica.command("EXISTS " + new Keys("test").stream(Keys.topic(LEDGER)))).isEqualTo(":1\r\n");
	}

	@Test
	void failsWithoutReplica() {
		this.replica.kill();
		failsUnknown(this.node.publish(LEDGER, "alone"), TimeoutException.class);
	}

	@Test
	void failsIfRedisStandsStill() {
		awaitReplica();
		this.node.published(LEDGER, "first");
		Replication replication = new Replication(() -> RedisClient.create(uri()), this.cluster.options(),
				new Keys("test"), new Availability(true), Schedulers.parallel());
		Position known = this.node.published(LEDGER, "known");
		replication.publish(LEDGER, () -> Mono.just(known)).block(TestCluster.TIMEOUT);
		this.master.pause();
		failsUnknown(replication.publish(LEDGER, () -> Mono.just(known)), TimeoutException.class);
		this.master.resume();
		await().atMost(TestCluster.TIMEOUT)
			.ignoreExceptions()
			.untilAsserted(() -> replication.publish(LEDGER, () -> Mono.just(known)).block(TestCluster.TIMEOUT));
		replication.close().block(TestCluster.TIMEOUT);
	}

	private RedisURI uri() {
		return RedisURI.create("127.0.0.1", this.master.port());
	}

	@Test
	void confirmsNoMessageThatRedisHasLost() {
		awaitReplica();
		Position known = this.node.published(LEDGER, "known");
		Replication replication = new Replication(() -> RedisClient.create(uri()), this.cluster.options(),
				new Keys("test"), new Availability(true), Schedulers.parallel());
		// As after a failover, between the publishing and the wait.
		Position lost = new Position(known.offset(), Position.newTag());
		Mono<Position> sound = replication.publish(LEDGER, () -> Mono.just(known));
		failsUnknown(replication.publish(LEDGER, () -> Mono.just(lost)), IllegalStateException.class);
		failsUnknown(replication.publish(LEDGER, () -> Mono.just(new Position(99, known.tag()))),
				IllegalStateException.class);
		assertThat(sound.block(TestCluster.TIMEOUT)).isEqualTo(known);
		replication.close().block(TestCluster.TIMEOUT);
	}

	@Test
	void publishesAgainAfterConnectionsWereKilled() {
		awaitReplica();
		this.node.published(LEDGER, "first");
		this.master.command("CLIENT KILL TYPE normal");
		await().atMost(TestCluster.TIMEOUT)
			.ignoreExceptions()
			.untilAsserted(() -> this.node.published(LEDGER, "later"));
		await().atMost(TestCluster.TIMEOUT).until(() -> this.node.engine().availability().isUp());
	}

	@Test
	void refusesMoreThanMaxInFlight() {
		TestNode busy = this.cluster
			.with((options) -> new EngineOptions(options.name(), options.lease(), options.timeout(), true, 10,
					options.maxMembers(), options.laneSize()))
			.start("busy");
		awaitReplica();
		busy.published(LEDGER, "first");
		this.replica.pause();
		List<Mono<Position>> outcomes = IntStream.range(0, 10).mapToObj((i) -> busy.publish(LEDGER, "" + i)).toList();
		StepVerifier.create(busy.publish(LEDGER, "too many"))
			.expectError(TooManyRequestsException.class)
			.verify(TestCluster.TIMEOUT);
		outcomes.forEach((outcome) -> StepVerifier.create(outcome).expectError(ServerErrorException.class).verify());
		this.replica.resume();
		await().atMost(TestCluster.TIMEOUT).ignoreExceptions().untilAsserted(() -> busy.published(LEDGER, "last"));
	}

}
