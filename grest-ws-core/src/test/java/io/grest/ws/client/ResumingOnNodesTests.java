package io.grest.ws.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.Resumption;
import io.grest.ws.contract.NonBlocking;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketServer;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.engine.MemoryCluster;
import io.grest.ws.topic.engine.Retention;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients that have lost their node, and go on at another one with the positions of their
 * topics.
 */
@Timeout(120)
class ResumingOnNodesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("RoomApi", Server.class, Client.class)
		.path("/rooms")
		.topic("room:{room}", (topic) -> topic.history())
		.resume((resume) -> resume.anonymous())
		.build();

	// In KB, what clients take.
	private static final int LARGEST = 8;

	private final MemoryCluster cluster = new MemoryCluster();

	private final Node first = new Node(5);

	private final Node second = new Node(5);

	private final CuttingProxy proxy = new CuttingProxy(this.first.server.port());

	private final SocketPool pool = SocketPool.builder()
		.options(ConnectionOptions.builder()
			.heartbeatInterval(Duration.ZERO)
			.maxFrameSize(DataSize.ofKilobytes(LARGEST))
			.build())
		.build();

	private final SocketClients clients = new SocketClients(this.pool,
			(contract) -> "ws://localhost:" + this.proxy.port(),
			ReconnectOptions.builder().baseDelay(Duration.ofMillis(5)).maxDelay(Duration.ofMillis(20)).build());

	private final List<Resumption> resumptions = new CopyOnWriteArrayList<>();

	private final List<LostTopic> lost = new CopyOnWriteArrayList<>();

	private final List<String> heard = new CopyOnWriteArrayList<>();

	private final SocketClient<Server, Client> client = this.clients.builder(CONTRACT).handler(this.heard::add).build();

	@AfterEach
	void stop() throws Exception {
		this.clients.closeAll().block(TIMEOUT);
		this.pool.closeAll(false).block(TIMEOUT);
		this.proxy.close();
		this.first.close();
		this.second.close();
	}

	private void connect() {
		this.client.onResume(this.resumptions::add).onLost(this.lost::add);
		this.client.connect().block(TIMEOUT);
		this.client.remote().ping().block(TIMEOUT);
	}

	private void publish(Node node, String text) {
		node.room.publish((client) -> client.tell(text)).block(TIMEOUT);
	}

	private void hears(String... texts) {
		await().atMost(TIMEOUT).until(() -> this.heard.size() >= texts.length);
		assertThat(this.heard).containsExactly(texts);
	}

	private void goToTheOther(Runnable meanwhile) {
		this.proxy.target(this.second.server.port());
		this.proxy.refuse(true);
		this.proxy.cut();
		meanwhile.run();
		this.proxy.refuse(false);
		await().atMost(TIMEOUT).until(() -> !this.resumptions.isEmpty());
	}

	@Test
	void recoversItsTopicsAndEndsTheSessionOfBefore() throws Exception {
		connect();
		publish(this.first, "one");
		hears("one");
		goToTheOther(() -> {
			publish(this.first, "two");
			publish(this.second, "three");
		});
		hears("one", "two", "three");
		assertThat(this.resumptions).containsExactly(new Resumption(Resumption.Outcome.TOPICS, 2, Map.of()));
		assertThat(this.first.closes.poll(20, TimeUnit.SECONDS)).extracting(CloseReason::code).isEqualTo(4009);
		publish(this.first, "four");
		hears("one", "two", "three", "four");
	}

	@Test
	void isToldWhichTopicHasAGap() {
		connect();
		publish(this.first, "one");
		hears("one");
		goToTheOther(() -> {
			for (int i = 0; i < 10; i++) {
				publish(this.second, "missed");
			}
		});
		assertThat(this.resumptions)
			.containsExactly(new Resumption(Resumption.Outcome.NONE, 0, Map.of("room:kitchen", "trimmed")));
		assertThat(this.lost).containsExactly(new LostTopic("room:kitchen", "trimmed"));
		publish(this.second, "next");
		hears("one", "next");
	}

	@Test
	void isToldOfAGapWhileItIsConnected() {
		connect();
		this.client.onLost((lost) -> {
			throw new IllegalStateException("a listener that fails");
		}).onLost((lost) -> this.heard.add(lost.topic() + " " + lost.reason()));
		publish(this.first, "one");
		publish(this.second, "x".repeat(LARGEST * 1024));
		publish(this.second, "two");
		hears("one", "room:kitchen too-large", "two");
		assertThat(this.lost).containsExactly(new LostTopic("room:kitchen", "too-large"));
		assertThat(this.resumptions).isEmpty();
	}

	@Test
	void catchesUpWithItsTopicsOnTheSameNode() {
		connect();
		publish(this.second, "one");
		hears("one");
		this.proxy.refuse(true);
		this.proxy.cut();
		await().atMost(TIMEOUT).until(() -> this.first.sessions.away() == 1);
		publish(this.second, "two");
		publish(this.first, "three");
		this.proxy.refuse(false);
		await().atMost(TIMEOUT).until(() -> !this.resumptions.isEmpty());
		hears("one", "two", "three");
		assertThat(this.resumptions).containsExactly(new Resumption(Resumption.Outcome.COMPLETE, 2, Map.of()));
		assertThat(this.first.closes).isEmpty();
	}

	interface Server {

		Mono<String> ping();

	}

	interface Client {

		@NonBlocking
		void tell(String text);

	}

	/**
	 * A node, whose clients are all in the kitchen.
	 */
	private final class Node implements AutoCloseable {

		private final BlockingQueue<CloseReason> closes = new LinkedBlockingQueue<>();

		private final ResumableSessions sessions = new ResumableSessions(ResumableSessions.Limits.DEFAULTS,
				"the secret of both nodes");

		private final SocketTopics topics;

		private final SocketTopic<Client> room;

		private final NettyServer server;

		Node(int history) {
			this.topics = SocketTopics.builder()
				.engine(ResumingOnNodesTests.this.cluster.node())
				.retention((contract, topic) -> new Retention(history, Duration.ofMinutes(1)))
				.build();
			this.room = this.topics.sockets(CONTRACT).topic("room:{room}", "kitchen");
			this.topics.start().block(TIMEOUT);
			this.server = new NettyServer(SocketServer.of(CONTRACT, (connection) -> {
				this.room.add(connection);
				connection.onClose(this.closes::add);
				return () -> Mono.just("pong");
			}).topics(this.topics).sessions(this.sessions).build());
		}

		@Override
		public void close() {
			this.server.close();
			this.topics.stop().block(TIMEOUT);
		}

	}

}
