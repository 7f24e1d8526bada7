package io.grest.ws.redis;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.grest.ws.redis.CheckedNodes.Node;
import io.grest.ws.topic.engine.Position;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Redis is away for a minute, while two nodes publish 250 messages a second each. Prints
 * what was measured.
 */
@Tag("heavy")
@Timeout(900)
class RedisAwayTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("outage", 60));

	private static final Duration TURN = Duration.ofMillis(100);

	private static final int MESSAGES = 25;

	private static final int CLIENTS = 100;

	private final Random random = new Random();

	private final CheckedRooms rooms = new CheckedRooms();

	private final CheckedNodes nodes = new CheckedNodes(this.rooms);

	private final HttpClient http = HttpClient.newHttpClient();

	private final List<CheckedClient> clients = IntStream.range(0, CLIENTS)
		.mapToObj((i) -> new CheckedClient(this.http, i))
		.toList();

	@AfterEach
	void stop() {
		this.clients.forEach(CheckedClient::cut);
		this.nodes.close();
	}

	@Test
	void membersAreWholeIfRedisHasKeptAll() {
		long[] heaps = begin();
		assertThat(this.nodes.redis().command("SAVE")).startsWith("+OK");
		this.nodes.killRedis();
		stayAway(heaps);
		this.nodes.redis().restart();
		Duration whole = isSoon((client) -> true);
		check("whole", whole);
		assertThat(this.rooms.counts()).doesNotContainKey("lost");
	}

	@Test
	void membersAreToldIfRedisHasKeptNothing() {
		long[] heaps = begin();
		this.nodes.killRedis();
		stayAway(heaps);
		Map<CheckedClient, Map<Integer, Integer>> before = this.clients.stream()
			.collect(Collectors.toMap((client) -> client, RedisAwayTests::sizes));
		this.nodes.redis().restart();
		Duration told = isSoon((client) -> client.isToldSince(before.get(client)));
		check("told", told);
		assertThat(this.rooms.counts()).containsKey("told forked");
	}

	private static Map<Integer, Integer> sizes(CheckedClient client) {
		return client.events()
			.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (events) -> events.getValue().size()));
	}

	private long[] begin() {
		for (int i = 0; i < CLIENTS; i++) {
			this.clients.get(i).connect(node(i % 2).process().port());
		}
		Flux.interval(TURN).take(100).doOnNext((turn) -> publish()).blockLast(PATIENCE);
		reachAll((client) -> true);
		return new long[] { node(0).heap(), node(1).heap() };
	}

	private Node node(int index) {
		return this.nodes.alive().get(index);
	}

	private void publish() {
		this.nodes.alive().forEach((node) -> {
			node.move();
			for (int i = 0; i < MESSAGES; i++) {
				node.publish(this.random.nextInt(CheckedApi.ROOMS));
			}
		});
	}

	private void stayAway(long[] heaps) {
		List<Integer> moved = this.clients.stream().map(CheckedClient::moved).toList();
		int turns = (int) OUTAGE.dividedBy(TURN);
		Flux.interval(TURN).take(turns).doOnNext((turn) -> publish()).blockLast(OUTAGE.plus(PATIENCE));
		awaitOutcomes();
		int failed = node(0).failed() + node(1).failed();
		assertThat(failed).as("failed messages").isGreaterThanOrEqualTo(2 * MESSAGES * (turns - 1));
		// The first may be lost with its connection.
		await().atMost(PATIENCE)
			.until(() -> IntStream.range(0, CLIENTS)
				.allMatch((i) -> this.clients.get(i).moved() - moved.get(i) >= turns - 1));
		for (int i = 0; i < 2; i++) {
			long heap = node(i).heap();
			System.out.println("Node " + i + ": heap " + heaps[i] + " KB before, " + heap + " KB after "
					+ OUTAGE.toSeconds() + " s, " + node(i).failed() + " messages failed, the slowest after "
					+ node(i).slowestFailure().toMillis() + " ms");
			assertThat(heap).isLessThan(heaps[i] * 11 / 10 + 1024);
		}
	}

	private void awaitOutcomes() {
		await().atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> this.nodes.alive().stream().allMatch(Node::isIdle));
	}

	// From when Redis answers.
	private Duration isSoon(Predicate<CheckedClient> condition) {
		long start = System.nanoTime();
		reachAll(condition);
		return Duration.ofNanos(System.nanoTime() - start);
	}

	// By a last message of each room, which may fail until Redis is there.
	private void reachAll(Predicate<CheckedClient> condition) {
		awaitOutcomes();
		Map<Integer, Position> before = lasts();
		await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
			IntStream.range(0, CheckedApi.ROOMS)
				.filter((room) -> !isNew(before, room))
				.forEach((room) -> node(0).publish(room));
			awaitOutcomes();
			return IntStream.range(0, CheckedApi.ROOMS).allMatch((room) -> isNew(before, room));
		});
		await().atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> this.clients.stream().allMatch((client) -> condition.test(client) && hasReachedAll(client)));
	}

	private Map<Integer, Position> lasts() {
		return IntStream.range(0, CheckedApi.ROOMS)
			.filter((room) -> node(0).last(room) != null)
			.boxed()
			.collect(Collectors.toMap((room) -> room, (room) -> node(0).last(room)));
	}

	private boolean isNew(Map<Integer, Position> before, int room) {
		Position last = node(0).last(room);
		return last != null && !last.equals(before.get(room));
	}

	private boolean hasReachedAll(CheckedClient client) {
		return client.rooms().stream().allMatch((room) -> client.hasReached(room, node(0).last(room)));
	}

	private void check(String what, Duration soon) {
		this.rooms.verifyPublished();
		this.clients.forEach((client) -> client.events().forEach(this.rooms::verify));
		assertThat(this.clients).flatExtracting(CheckedClient::closedAt).isEmpty();
		System.out.println(CLIENTS + " clients in 5 of " + CheckedApi.ROOMS + " rooms each are " + what + " "
				+ soon.toMillis() + " ms after Redis is back");
	}

}
