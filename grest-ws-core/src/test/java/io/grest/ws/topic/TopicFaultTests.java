package io.grest.ws.topic;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.server.RawSocket;
import io.grest.ws.topic.TopicNode.Client;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.MemoryCluster;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Retention;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two publishers on two nodes, while messages are lost, nodes interrupted and cut off,
 * histories outgrown and emptied: what a client has not heard is counted as lost, or it
 * was told so when it joined.
 */
class TopicFaultTests {

	private static final int TOPICS = 50;

	private static final int TOPICS_OF_A_CLIENT = 5;

	private static final int MESSAGES_BETWEEN_FAULTS = 25;

	private static final int RECENT = 500;

	private static final String GUEST = "guest";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final Random random = new Random();

	private final MemoryCluster cluster = new MemoryCluster();

	private final TopicRecord record = new TopicRecord();

	private final List<Node> nodes = List.of(new Node(0), new Node(1));

	// The messages that clients may join from.
	private final List<Known> known = new ArrayList<>();

	@Test
	@Timeout(300)
	void noGapIsUnnoticed() throws Exception {
		check(40, 100);
	}

	@Test
	@Tag("heavy")
	@Timeout(1800)
	void noGapOfManyClientsIsUnnoticed() throws Exception {
		check(200, 1000);
	}

	private void check(int clients, int faults) throws Exception {
		try {
			for (int i = 0; i < clients; i++) {
				this.nodes.get(i % 2).addMember(i / 2);
			}
			publish(MESSAGES_BETWEEN_FAULTS);
			repairOnce();
			for (int i = 0; i < faults; i++) {
				Node node = this.nodes.get(this.random.nextInt(2));
				inject(node);
				publish(MESSAGES_BETWEEN_FAULTS);
				if (i % 4 == 0) {
					int recent = Math.max(0, this.known.size() - RECENT);
					node.addGuest(this.known.get(this.random.nextInt(recent, this.known.size())));
				}
			}
			end();
			verify();
		}
		finally {
			this.nodes.forEach((node) -> node.topics.close());
		}
	}

	// What is drawn below may leave nothing to repair, and nobody whole.
	private void repairOnce() throws Exception {
		Node node = this.nodes.get(1);
		node.addGuest(this.known.get(this.known.size() - 1));
		await().atMost(PATIENCE).until(() -> node.guests.get(0).joined().isDone());
		node.lossPercent = 50;
		publish(MESSAGES_BETWEEN_FAULTS);
		node.lossPercent = 0;
		await().atMost(PATIENCE).until(() -> {
			publish(MESSAGES_BETWEEN_FAULTS);
			return node.topics.topics.status().repaired() > 0;
		});
	}

	private void inject(Node node) {
		switch (this.random.nextInt(10)) {
			case 0, 1 -> node.lossPercent = 30;
			case 2 -> node.lossPercent = 100;
			case 3, 4 -> node.lossPercent = 0;
			case 5 -> node.engine.interrupt();
			case 6 -> node.engine.away = true;
			case 7, 8 -> node.engine.away = false;
			default -> {
				this.cluster.forgetHistories();
				this.nodes.forEach((each) -> each.engine.interrupt());
			}
		}
	}

	private void publish(int messages) {
		List<CompletableFuture<List<Known>>> published = this.nodes.stream()
			.map((node) -> CompletableFuture.supplyAsync(() -> node.publish(messages)))
			.toList();
		published.forEach((each) -> this.known.addAll(each.join()));
	}

	private void end() {
		this.nodes.forEach((node) -> {
			node.lossPercent = 0;
			node.engine.away = false;
		});
		Map<String, Integer> ends = new HashMap<>();
		for (int topic = 0; topic < TOPICS; topic++) {
			ends.put("t" + topic, this.record.place(this.nodes.get(0).publishTo(topic).text()));
		}
		// What ends a gap may be lost in it, so there is more until it is heard.
		await().atMost(PATIENCE).until(() -> {
			this.nodes.forEach((node) -> node.engine.interrupt());
			for (int topic = 0; topic < TOPICS; topic++) {
				this.nodes.get(0).publishTo(topic);
			}
			return this.nodes.stream().allMatch((node) -> node.hasHeard(ends));
		});
	}

	private void verify() {
		long repaired = 0;
		for (Node node : this.nodes) {
			SocketTopics.Status status = node.topics.topics.status();
			Map<String, Set<Integer>> missing = node.missing();
			assertThat(missing.values().stream().mapToLong(TopicRecord::gaps).sum()).as("gaps on node " + node.index)
				.isLessThanOrEqualTo(status.lost());
			node.guests.forEach((guest) -> guest.verify(this.record, missing));
			repaired += status.repaired();
		}
		assertThat(repaired).isPositive();
		assertThat(this.nodes.stream().flatMap((node) -> node.guests.stream())).anyMatch(Guest::isWhole);
	}

	private static void listen(RawSocket socket, TopicRecord.Heard heard) {
		Thread thread = new Thread(() -> {
			try {
				while (true) {
					heard.add(socket.read().text());
				}
			}
			catch (IOException ex) {
				// It hears no more, which is noticed at the end.
			}
		}, "listener");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Message that was published.
	 */
	private record Known(String text, Position position) {

	}

	/**
	 * Client that joins one topic from a position.
	 */
	private record Guest(Known since, TopicRecord.Heard heard, CompletableFuture<Joined> joined) {

		String topic() {
			return TopicRecord.topic(this.since.text());
		}

		boolean isWhole() {
			return !this.joined.isCompletedExceptionally() && this.joined.join().lost() == null;
		}

		void verify(TopicRecord record, Map<String, Set<Integer>> missing) {
			assertThat(this.joined).as("outcome of joining from " + this.since).isDone();
			List<String> texts = this.heard.of(topic());
			if (isWhole()) {
				assertThat(missing.getOrDefault(topic(), Set.of())).as("not heard since " + this.since)
					.containsAll(record.missing(record.place(this.since.text()), texts));
			}
			else {
				record.missing(-1, texts);
			}
		}

	}

	/**
	 * A node with a publisher, whose members are there from the beginning.
	 */
	private final class Node {

		private final int index;

		private final UnreliableEngine engine = new UnreliableEngine(TopicFaultTests.this.cluster.node());

		private final TopicNode topics = new TopicNode(this.engine, new Retention(20, Duration.ofMinutes(5)),
				Duration.ofMillis(200));

		private final Map<Integer, TopicRecord.Heard> members = new LinkedHashMap<>();

		private final List<Guest> guests = new ArrayList<>();

		private final Map<String, SocketConnection<Client>> connections = new ConcurrentHashMap<>();

		private final int[] sent = new int[TOPICS];

		private volatile int lossPercent;

		Node(int index) {
			this.index = index;
			Random random = new Random();
			this.engine.lost = (message) -> {
				if (index == 0) {
					TopicFaultTests.this.record.add(message);
				}
				return random.nextInt(100) < this.lossPercent;
			};
			this.topics.connect = this::connect;
		}

		private void connect(SocketConnection<Client> connection) {
			String user = connection.pathVariables().get("user");
			if (user.startsWith(GUEST)) {
				this.connections.put(user, connection);
			}
			else {
				topicsOf(Integer.parseInt(user))
					.forEach((topic) -> this.topics.room(topic).add(connection).block(PATIENCE));
			}
		}

		private static List<String> topicsOf(int member) {
			return IntStream.range(0, TOPICS_OF_A_CLIENT)
				.mapToObj((i) -> "t" + (member * TOPICS_OF_A_CLIENT + i) % TOPICS)
				.toList();
		}

		void addMember(int number) throws Exception {
			TopicRecord.Heard heard = new TopicRecord.Heard();
			this.members.put(number, heard);
			listen(this.topics.client(Integer.toString(number)), heard);
		}

		void addGuest(Known since) throws Exception {
			String name = GUEST + this.guests.size();
			TopicRecord.Heard heard = new TopicRecord.Heard();
			listen(this.topics.client(name), heard);
			SocketTopic<Client> room = this.topics.room(TopicRecord.topic(since.text()));
			CompletableFuture<Joined> joined = room
				.add(this.connections.get(name), (join) -> join.since(since.position()))
				.toFuture();
			this.guests.add(new Guest(since, heard, joined));
		}

		List<Known> publish(int messages) {
			Random random = new Random();
			return IntStream.range(0, messages).mapToObj((i) -> publishTo(random.nextInt(TOPICS))).toList();
		}

		Known publishTo(int topic) {
			String text = this.index + " t" + topic + " " + this.sent[topic]++;
			return new Known(text, Objects
				.requireNonNull(this.topics.room("t" + topic).publish((client) -> client.tell(text)).block(PATIENCE)));
		}

		boolean hasHeard(Map<String, Integer> ends) {
			return this.members.entrySet()
				.stream()
				.allMatch((each) -> topicsOf(each.getKey()).stream()
					.allMatch((topic) -> hasHeard(each.getValue(), topic, ends)))
					&& this.guests.stream().allMatch((each) -> hasHeard(each.heard(), each.topic(), ends));
		}

		private boolean hasHeard(TopicRecord.Heard heard, String topic, Map<String, Integer> ends) {
			List<String> texts = heard.of(topic);
			return !texts.isEmpty()
					&& TopicFaultTests.this.record.place(texts.get(texts.size() - 1)) >= ends.get(topic);
		}

		/**
		 * What the members have not heard, which is the same for all of a topic.
		 */
		Map<String, Set<Integer>> missing() {
			Map<String, Set<Integer>> missing = new HashMap<>();
			this.members.forEach((number, heard) -> topicsOf(number).forEach((topic) -> {
				Set<Integer> ofMember = TopicFaultTests.this.record.missing(-1, heard.of(topic));
				missing.computeIfAbsent(topic, (name) -> new HashSet<>()).addAll(ofMember);
			}));
			return missing;
		}

	}

}
