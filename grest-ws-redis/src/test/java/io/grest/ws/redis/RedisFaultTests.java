package io.grest.ws.redis;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.grest.ws.redis.CheckedNodes.Node;
import io.grest.ws.topic.engine.Position;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two publishers on two nodes, many clients in 50 rooms, and a Redis and nodes that are
 * killed, stand still, lose connections and messages: each client has all messages of its
 * rooms, in one order and once, or was told where it has not.
 */
class RedisFaultTests {

	private static final int MESSAGES = 25;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	// Another one for each run by -Dseed=0.
	private final long seed = Long.getLong("seed", 21) != 0 ? Long.getLong("seed", 21) : System.nanoTime();

	private final Random random = new Random(this.seed);

	private final CheckedRooms rooms = new CheckedRooms();

	private final CheckedNodes nodes = new CheckedNodes(this.rooms);

	private final HttpClient http = HttpClient.newHttpClient();

	private List<CheckedClient> clients = List.of();

	// Those that are away for a few faults.
	private final Set<CheckedClient> away = new HashSet<>();

	private final Map<Fault, Integer> injected = new TreeMap<>();

	private final Set<Integer> killed = new HashSet<>();

	@AfterEach
	void stop() {
		this.clients.forEach(CheckedClient::cut);
		this.nodes.close();
	}

	@Test
	@Timeout(300)
	void noGapIsUnnoticed() {
		check(40, 60, List.of(Fault.values()));
	}

	@Test
	@Timeout(300)
	void nothingIsLostIfRedisLosesNothing() {
		check(40, 40, Fault.LOSING_NOTHING);
		assertThat(this.rooms.counts()).doesNotContainKey("lost");
	}

	@Test
	@Tag("heavy")
	@Timeout(3600)
	void noGapOfManyClientsIsUnnoticed() {
		check(200, 1000, List.of(Fault.values()));
	}

	@Test
	@Tag("heavy")
	@Timeout(3600)
	void nothingOfManyClientsIsLostIfRedisLosesNothing() {
		check(200, 200, Fault.LOSING_NOTHING);
		assertThat(this.rooms.counts()).doesNotContainKey("lost");
	}

	private void check(int clients, int faults, List<Fault> kinds) {
		this.clients = IntStream.range(0, clients).mapToObj((i) -> new CheckedClient(this.http, i)).toList();
		connect();
		publish();
		awaitOutcomes();
		for (int i = 0; i < faults; i++) {
			// Each kind once, whatever is drawn.
			Fault fault = (i < kinds.size()) ? kinds.get(i) : draw(kinds);
			this.injected.merge(fault, 1, Integer::sum);
			inject(fault);
			connect();
		}
		try {
			end();
		}
		finally {
			// What was false is of more use than what is still missing.
			verify();
		}
		System.out.println("Seed " + this.seed + ": " + faults + " faults " + this.injected + ", "
				+ new TreeMap<>(this.rooms.counts()));
	}

	private Fault draw(List<Fault> kinds) {
		int at = this.random.nextInt(kinds.stream().mapToInt((each) -> each.weight).sum());
		for (Fault each : kinds) {
			at -= each.weight;
			if (at < 0) {
				return each;
			}
		}
		throw new IllegalStateException();
	}

	private void inject(Fault fault) {
		TestRedis redis = this.nodes.redis();
		switch (fault) {
			case SUBSCRIPTIONS_KILLED -> during(() -> redis.command("CLIENT KILL TYPE pubsub"));
			case COMMANDS_KILLED -> during(() -> redis.command("CLIENT KILL TYPE normal"));
			case REDIS_HESITATES -> stand(redis, false);
			case REDIS_STANDS -> stand(redis, true);
			case NODE_HESITATES -> standNode(false);
			case NODE_STANDS -> standNode(true);
			case NODE_KILLED -> during(this::killNode);
			case CLIENTS_CUT -> during(() -> cutClients());
			case CLIENTS_AWAY -> during(() -> this.away.addAll(cutClients()));
			case REDIS_EMPTY -> during(() -> restart(redis));
			case TAIL_LOST -> {
				assertThat(redis.command("SAVE")).startsWith("+OK");
				publish();
				awaitOutcomes();
				// They come back when the other history is longer than what they have
				// heard.
				this.away.addAll(cutClients());
				during(() -> restart(redis));
				redis.forgetSaved();
			}
			default -> throw new IllegalStateException();
		}
		if (this.random.nextInt(5) == 0) {
			this.away.clear();
		}
	}

	// With messages before, on their way, and after.
	private void during(Runnable fault) {
		publish();
		fault.run();
		publish();
		awaitOutcomes();
	}

	private void restart(TestRedis redis) {
		this.nodes.killRedis();
		publish();
		redis.restart();
	}

	private void stand(TestRedis redis, boolean untilNoticed) {
		publish();
		redis.pause();
		publish();
		if (untilNoticed) {
			awaitOutcomes();
		}
		redis.resume();
		awaitOutcomes();
	}

	private void standNode(boolean untilNoticed) {
		this.nodes.awaitAll();
		Node node = this.nodes.alive().get(0);
		Node other = this.nodes.alive().get(1);
		publish();
		await().atMost(PATIENCE).until(() -> other.nodes() == 2);
		node.process().pause();
		publish();
		await().atMost(PATIENCE).until(() -> other.isIdle() && (!untilNoticed || other.nodes() == 1));
		node.process().resume();
		awaitOutcomes();
	}

	private void killNode() {
		int port = this.nodes.kill(this.random).process().port();
		this.killed.add(port);
		// Most have noticed by themselves.
		this.clients.stream().filter((client) -> client.isAt(port)).forEach(CheckedClient::cut);
	}

	private List<CheckedClient> cutClients() {
		List<CheckedClient> some = Stream.generate(() -> this.clients.get(this.random.nextInt(this.clients.size())))
			.limit(this.clients.size() / 10)
			.toList();
		some.forEach(CheckedClient::cut);
		return some;
	}

	private void connect() {
		List<Node> alive = this.nodes.alive();
		this.clients.stream()
			.filter((client) -> !client.isConnected() && !this.away.contains(client))
			.forEach((client) -> client.connect(alive.get(this.random.nextInt(alive.size())).process().port()));
	}

	private void publish() {
		for (Node node : this.nodes.alive()) {
			for (int i = 0; i < MESSAGES / 2; i++) {
				node.publish(this.random.nextInt(CheckedApi.ROOMS));
			}
		}
	}

	private void awaitOutcomes() {
		await().atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> this.nodes.alive().stream().allMatch(Node::isIdle));
	}

	private void end() {
		this.away.clear();
		this.nodes.awaitAll();
		for (int room = 0; room < CheckedApi.ROOMS; room++) {
			int last = room;
			await().atMost(PATIENCE).until(() -> {
				connect();
				return publishLast(last);
			});
		}
		await().atMost(PATIENCE).until(() -> {
			connect();
			return this.clients.stream().allMatch(this::hasReachedAll);
		});
	}

	// The first one may fail, while a connection to Redis is not back.
	private boolean publishLast(int room) {
		Node node = this.nodes.alive().get(0);
		Position before = node.last(room);
		node.publish(room);
		awaitOutcomes();
		Position last = node.last(room);
		return last != null && !last.equals(before);
	}

	private boolean hasReachedAll(CheckedClient client) {
		return client.rooms().stream().allMatch((room) -> {
			Position last = this.nodes.alive().get(0).last(room);
			return client.hasReached(room, last) && this.rooms.has(room, last);
		});
	}

	private void verify() {
		this.rooms.verifyPublished();
		this.clients.forEach((client) -> client.events().forEach(this.rooms::verify));
		assertThat(this.clients).flatExtracting(CheckedClient::closedAt)
			.as("ports at which sockets were closed")
			.isSubsetOf(this.killed);
		assertThat(this.rooms.counts()).containsKeys("published", "heard", "whole");
	}

	/**
	 * Something that fails.
	 */
	private enum Fault {

		SUBSCRIPTIONS_KILLED(25), COMMANDS_KILLED(12), REDIS_HESITATES(10), REDIS_STANDS(3), NODE_HESITATES(10),
		NODE_STANDS(1), NODE_KILLED(5), CLIENTS_CUT(12), CLIENTS_AWAY(10), REDIS_EMPTY(6), TAIL_LOST(6);

		static final List<Fault> LOSING_NOTHING = List.of(SUBSCRIPTIONS_KILLED, COMMANDS_KILLED, REDIS_HESITATES,
				REDIS_STANDS, NODE_HESITATES, NODE_STANDS, NODE_KILLED, CLIENTS_CUT);

		private final int weight;

		Fault(int weight) {
			this.weight = weight;
		}

	}

}
