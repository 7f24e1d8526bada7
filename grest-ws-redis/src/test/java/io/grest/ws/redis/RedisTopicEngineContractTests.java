package io.grest.ws.redis;

import io.grest.ws.test.topic.TopicEngineContract;
import io.grest.ws.topic.engine.TopicEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Tests that Redis gives what an engine must give.
 */
class RedisTopicEngineContractTests extends TopicEngineContract {

	private static TestRedis redis;

	private static TestCluster cluster;

	@BeforeAll
	static void start() {
		redis = TestRedis.run();
		cluster = new TestCluster(redis);
	}

	@AfterAll
	static void stop() {
		cluster.close();
		redis.close();
	}

	@Override
	protected TopicEngine newEngine() {
		return cluster.newEngine();
	}

}
