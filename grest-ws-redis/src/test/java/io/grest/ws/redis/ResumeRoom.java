package io.grest.ws.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.Resumption;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.SocketTopics;

import static org.awaitility.Awaitility.await;

/**
 * A client in the room of several nodes, and a publisher at a node that the client is
 * never at.
 */
final class ResumeRoom {

	static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final ResumeNodes nodes;

	private final TestCluster cluster;

	private final SocketTopics topics;

	private final SocketTopic<ResumeApi.Client> topic;

	private final SocketPool pool = SocketPool.builder().build();

	private final SocketClients clients;

	private final SocketClients others = new SocketClients(this.pool, (contract) -> null,
			ReconnectOptions.builder().build());

	private final List<Integer> heard = new CopyOnWriteArrayList<>();

	private final List<Resumption> resumptions = new CopyOnWriteArrayList<>();

	private final SocketClient<ResumeApi.Server, ResumeApi.Client> client;

	ResumeRoom(int count) {
		this.nodes = new ResumeNodes(count);
		this.cluster = new TestCluster(this.nodes.redis()).with((options) -> ResumeNode.OPTIONS);
		this.topics = ResumeNode.topics(this.cluster.newEngine());
		this.topic = ResumeNode.room(this.topics);
		this.clients = new SocketClients(this.pool, (contract) -> "ws://127.0.0.1:" + this.nodes.port(),
				ReconnectOptions.builder().baseDelay(Duration.ofMillis(5)).maxDelay(Duration.ofMillis(100)).build());
		this.client = this.clients.builder(ResumeApi.CONTRACT).handler(this.heard::add).build();
	}

	/** Let the client connect, which then hears the room. */
	void connect() {
		this.topics.start().block(TIMEOUT);
		this.client.onResume(this.resumptions::add).connect().block(TIMEOUT);
	}

	/** What another client hears from now on, which stays at a node. */
	List<Integer> listenAt(int node) {
		List<Integer> heard = new CopyOnWriteArrayList<>();
		this.others.builder(ResumeApi.CONTRACT)
			.request((request) -> request.url("ws://127.0.0.1:" + this.nodes.port(node)))
			.handler(heard::add)
			.build()
			.connect()
			.block(TIMEOUT);
		return heard;
	}

	ResumeNodes nodes() {
		return this.nodes;
	}

	/** The room, for the publisher. */
	SocketTopic<ResumeApi.Client> topic() {
		return this.topic;
	}

	SocketClient<ResumeApi.Server, ResumeApi.Client> client() {
		return this.client;
	}

	/** What the client has heard so far. */
	List<Integer> heard() {
		return this.heard;
	}

	void awaitHeard(int number) {
		await().atMost(TIMEOUT).until(() -> this.heard.contains(number));
	}

	/** The verdicts that the client was told so far. */
	List<Resumption> resumptions() {
		return this.resumptions;
	}

	void close() throws Exception {
		this.clients.closeAll().block(TIMEOUT);
		this.others.closeAll().block(TIMEOUT);
		this.topics.stop().block(TIMEOUT);
		this.cluster.close();
		this.nodes.close();
	}

}
