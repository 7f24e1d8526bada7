package io.grest.ws.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;

/**
 * Nodes of a test that share a Redis, all in this process.
 */
final class TestCluster implements AutoCloseable {

	static final Duration TIMEOUT = Duration.ofSeconds(30);

	// Threads for all clients of all tests.
	private static final ClientResources RESOURCES = DefaultClientResources.create();

	private final RedisURI uri;

	private final List<TestNode> nodes = new ArrayList<>();

	private final List<RedisClient> clients = new ArrayList<>();

	private EngineOptions options = new EngineOptions("test", Duration.ofSeconds(4), Duration.ofSeconds(8), true,
			EngineOptions.MAX_IN_FLIGHT, EngineOptions.MAX_MEMBERS, EngineOptions.LANE_SIZE);

	TestCluster(TestRedis redis) {
		this(RedisURI.create("127.0.0.1", redis.port()));
	}

	TestCluster(TestProxy proxy) {
		this(RedisURI.create("127.0.0.1", proxy.port()));
	}

	TestCluster(RedisURI uri) {
		this.uri = uri;
	}

	/**
	 * Change the options of the nodes that are started from now on.
	 */
	TestCluster with(UnaryOperator<EngineOptions> change) {
		this.options = change.apply(this.options);
		return this;
	}

	EngineOptions options() {
		return this.options;
	}

	/**
	 * Create an engine with a client of its own, as of another process.
	 */
	RedisTopicEngine newEngine() {
		return newEngine(ClusterMetrics.NONE);
	}

	RedisTopicEngine newEngine(ClusterMetrics metrics) {
		RedisClient client = RedisClient.create(RESOURCES, this.uri);
		this.clients.add(client);
		return new RedisTopicEngine(() -> client, this.options, metrics);
	}

	TestNode start(String id) {
		return start(id, ClusterMetrics.NONE);
	}

	TestNode start(String id, ClusterMetrics metrics) {
		TestNode node = new TestNode(id, newEngine(metrics));
		this.nodes.add(node);
		node.engine().start(node).block(TIMEOUT);
		return node;
	}

	/**
	 * End a node without its leaving, as {@code kill -9} does.
	 */
	void kill(TestNode node) {
		this.nodes.remove(node);
		node.engine().close().block(TIMEOUT);
	}

	void stop(TestNode node) {
		this.nodes.remove(node);
		node.engine().stop().block(TIMEOUT);
	}

	@Override
	public void close() {
		List.copyOf(this.nodes).forEach(this::stop);
		this.clients.forEach((client) -> client.shutdown(0, 2, TimeUnit.SECONDS));
	}

}
