package io.grest.ws.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketServer;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Retention;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many clients that are back within two seconds: what they have missed is read from Redis
 * once for all of a topic, by whichever node they come back to.
 */
@Tag("heavy")
@Timeout(1800)
class ReturningClientsTests {

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("StormApi", Server.class, Client.class)
		.path("/storm/{room}")
		.topic("room:{room}", (topic) -> topic.history())
		.resume((resume) -> resume.anonymous())
		.build();

	private static final Duration TIMEOUT = Duration.ofMinutes(5);

	private static final Duration WITHIN = Duration.ofSeconds(2);

	private static final int CLIENTS = 10_000;

	private static final int TOPICS = 100;

	private static final int MOST_READS = 200;

	private static final Pattern READS = Pattern.compile("cmdstat_x(?:rev)?range:calls=(\\d+)");

	private final TestRedis redis = TestRedis.run();

	private final TestCluster cluster = new TestCluster(this.redis);

	private final List<Node> nodes = new ArrayList<>();

	@AfterEach
	void stop() {
		this.nodes.forEach((node) -> node.topics.stop().block(TIMEOUT));
		this.cluster.close();
		this.redis.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 5, 80 })
	void readsOnceForClientsOfAnotherNode(int missed) throws Exception {
		Node before = new Node();
		List<Position> positions = new ArrayList<>();
		for (int topic = 0; topic < TOPICS; topic++) {
			positions.add(before.room(topic).position().block(TIMEOUT));
		}
		publish(before, missed);
		Node next = new Node();
		List<ReturningClient> clients = clients();
		long reads = reads();
		comeBack(next, clients, (client) -> ",\"grest-ws-topics\":\"StormApi/room%3A" + client % TOPICS + "="
				+ positions.get(client % TOPICS) + "\"");
		check(clients, missed, "another node, " + missed + " messages", reads() - reads);
	}

	@Test
	void readsNothingForClientsOfTheSameNode() throws Exception {
		Node node = new Node();
		List<ReturningClient> gone = clients();
		comeBack(node, gone, (client) -> "");
		gone.forEach(ReturningClient::acknowledge);
		gone.forEach(ReturningClient::lose);
		await().atMost(TIMEOUT).until(() -> node.sessions.away() == CLIENTS);
		int missed = 5;
		publish(node, missed);
		List<ReturningClient> clients = clients();
		long reads = reads();
		comeBack(node, clients, (client) -> gone.get(client).offer());
		check(clients, missed, "the same node, " + missed + " messages", reads() - reads);
	}

	private static List<ReturningClient> clients() {
		List<ReturningClient> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			clients.add(new ReturningClient("/storm/" + i % TOPICS));
		}
		return clients;
	}

	private static void publish(Node node, int messages) {
		for (int topic = 0; topic < TOPICS; topic++) {
			SocketTopic<Client> room = node.room(topic);
			for (int i = 1; i <= messages; i++) {
				int number = i;
				room.publish((client) -> client.said(number)).block(TIMEOUT);
			}
		}
	}

	private static void comeBack(Node node, List<ReturningClient> clients, Headers headers) throws Exception {
		Random random = new Random(0);
		for (int i = 0; i < clients.size(); i++) {
			int client = i;
			Schedulers.parallel()
				.schedule(() -> clients.get(client).connect(node.server, headers.of(client)),
						random.nextInt((int) WITHIN.toMillis()), TimeUnit.MILLISECONDS);
		}
		CompletableFuture.allOf(clients.stream().map(ReturningClient::verdict).toArray(CompletableFuture[]::new))
			.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
	}

	private static void check(List<ReturningClient> clients, int missed, String where, long reads) {
		for (ReturningClient client : clients) {
			assertThat(client.verdict().join()).isEqualTo("{\"recovered\":true,\"messages\":" + missed + "}");
			List<Integer> heard = client.heard();
			assertThat(heard).hasSize(missed).isSorted().doesNotHaveDuplicates();
		}
		long[] took = clients.stream().mapToLong(ReturningClient::took).sorted().toArray();
		System.out.println(CLIENTS + " clients back at " + where + ": " + reads + " reads of Redis, recovery p50 "
				+ took[took.length / 2] / 1_000_000 + " ms, p99 " + took[took.length * 99 / 100] / 1_000_000 + " ms");
		assertThat(reads).as("reads of Redis").isLessThanOrEqualTo(MOST_READS);
	}

	private long reads() {
		Matcher matcher = READS.matcher(this.redis.command("INFO commandstats"));
		long reads = 0;
		while (matcher.find()) {
			reads += Long.parseLong(matcher.group(1));
		}
		return reads;
	}

	interface Server {

		Mono<Void> ping();

	}

	interface Client {

		void said(Integer number);

	}

	@FunctionalInterface
	private interface Headers {

		String of(int client);

	}

	/**
	 * A node, each of whose clients is in the room that its path names.
	 */
	private final class Node {

		private final ResumableSessions sessions = new ResumableSessions(
				new ResumableSessions.Limits(Duration.ofMinutes(10), CLIENTS, CLIENTS, DataSize.ofGigabytes(1)));

		private final SocketTopics topics = SocketTopics.builder()
			.engine(ReturningClientsTests.this.cluster.newEngine())
			.retention((contract, topic) -> new Retention(1000, Duration.ofMinutes(10)))
			.build();

		private final SocketServer<Server, Client> server;

		Node() {
			this.topics.start().block(TIMEOUT);
			this.server = SocketServer.<Server, Client>of(CONTRACT, (connection) -> {
				room(Integer.parseInt(connection.pathVariables().get("room"))).add(connection);
				return Mono::empty;
			})
				.topics(this.topics)
				.connections(new ActiveConnections(ActiveConnections.Limits.NONE))
				.options(ConnectionOptions.builder()
					.heartbeatInterval(Duration.ZERO)
					.handshakeTimeout(TIMEOUT)
					.stallTimeout(TIMEOUT)
					.build())
				.sessions(this.sessions)
				.build();
			ReturningClientsTests.this.nodes.add(this);
		}

		SocketTopic<Client> room(int number) {
			return this.topics.sockets(CONTRACT).topic("room:{room}", number);
		}

	}

}
