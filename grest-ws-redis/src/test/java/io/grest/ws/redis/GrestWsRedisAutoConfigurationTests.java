package io.grest.ws.redis;

import java.time.Duration;

import io.grest.ws.autoconfigure.GrestWsAutoConfiguration;
import io.grest.ws.autoconfigure.GrestWsTopicsAutoConfiguration;
import io.grest.ws.topic.engine.MemoryTopicEngine;
import io.grest.ws.topic.engine.TopicEngine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the auto-configuration.
 */
@ExtendWith(OutputCaptureExtension.class)
class GrestWsRedisAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, GrestWsRedisAutoConfiguration.class))
		.withPropertyValues("spring.application.name=shop");

	@Test
	void carriesTopicsByRedis() {
		this.runner.run((context) -> assertThat(context).getBean(TopicEngine.class)
			.isInstanceOf(RedisTopicEngine.class)
			.returns(true, TopicEngine::isShared));
	}

	@Test
	void replacesEngineInMemory() {
		ApplicationContextRunner whole = this.runner.withConfiguration(
				AutoConfigurations.of(GrestWsAutoConfiguration.class, GrestWsTopicsAutoConfiguration.class));
		try (TestRedis redis = TestRedis.run()) {
			whole.withPropertyValues("spring.data.redis.port=" + redis.port())
				.run((context) -> assertThat(context).getBean(TopicEngine.class).isInstanceOf(RedisTopicEngine.class));
			whole.withPropertyValues("grest.ws.cluster.engine=memory")
				.run((context) -> assertThat(context).getBean(TopicEngine.class).isInstanceOf(MemoryTopicEngine.class));
		}
	}

	@Test
	void backsOffWithEngineInMemory() {
		this.runner.withPropertyValues("grest.ws.cluster.engine=memory")
			.run((context) -> assertThat(context).doesNotHaveBean(TopicEngine.class));
	}

	@Test
	void backsOffWithEngineOfApplication() {
		TopicEngine engine = new MemoryTopicEngine();
		this.runner.withBean(TopicEngine.class, () -> engine)
			.run((context) -> assertThat(context).getBean(TopicEngine.class).isSameAs(engine));
	}

	@Test
	void refusesJedis() {
		this.runner.withPropertyValues("spring.data.redis.client-type=jedis").run((context) -> {
			FailureAnalysis analysis = new RedisSetupFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("needs the client Lettuce", "JedisConnectionFactory");
			assertThat(analysis.getAction()).contains("spring.data.redis.client-type=lettuce",
					"grest.ws.cluster.engine=memory");
		});
	}

	@Test
	void refusesApplicationWithoutRedis() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(GrestWsRedisAutoConfiguration.class))
			.withPropertyValues("spring.application.name=shop")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(RedisSetupException.class)
				.hasMessageContaining("no RedisConnectionFactory"));
	}

	@Test
	void refusesStaticMasterAndReplicas() {
		this.runner.withPropertyValues("spring.data.redis.masterreplica.nodes=localhost:6379,localhost:6380")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(RedisSetupException.class)
				.hasMessageContaining("spring.data.redis.masterreplica.nodes"));
	}

	@Test
	void carriesReplicatedTopicsAlsoInCluster() {
		ApplicationContextRunner whole = this.runner
			.withConfiguration(
					AutoConfigurations.of(GrestWsAutoConfiguration.class, GrestWsTopicsAutoConfiguration.class))
			.withPropertyValues("grest.ws.topics.history.replicated=true", "spring.data.redis.timeout=1s");
		whole.withPropertyValues("spring.data.redis.cluster.nodes=localhost:1")
			.run((context) -> assertThat(context).hasNotFailed());
		try (TestRedis redis = TestRedis.run()) {
			whole.withPropertyValues("spring.data.redis.port=" + redis.port())
				.run((context) -> assertThat(context).hasNotFailed());
		}
	}

	@Test
	void refusesApplicationWithoutName() {
		this.runner.withPropertyValues("spring.application.name=")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(RedisSetupException.class)
				.extracting((ex) -> ((RedisSetupException) ex).action())
				.isEqualTo("Set spring.application.name, or grest.ws.cluster.name."));
	}

	@Test
	void takesNameOfCluster() {
		this.runner.withPropertyValues("spring.application.name=", "grest.ws.cluster.name=shop")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void refusesLeaseOutOfRange() {
		this.runner.withPropertyValues("grest.ws.cluster.node-lease=500ms")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("grest.ws.cluster.node-lease is PT0.5S: it must be between 1 s and 5 min"));
	}

	@Test
	void refusesMaxInFlightOutOfRange() {
		this.runner.withPropertyValues("grest.ws.cluster.max-in-flight=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("grest.ws.cluster.max-in-flight is 0: it must be between 1 and 1048576"));
	}

	@Test
	void takesShorterTimeoutOfApplication() {
		this.runner.withPropertyValues("spring.data.redis.timeout=300ms")
			.run((context) -> assertThat(context.getBean(RedisTopicEngine.class).options().timeout())
				.isEqualTo(Duration.ofMillis(300)));
		this.runner.run((context) -> assertThat(context.getBean(RedisTopicEngine.class).options().timeout())
			.isEqualTo(Duration.ofSeconds(10)));
	}

	@Test
	void staysUpWithoutRedis(CapturedOutput output) {
		try (TestRedis redis = TestRedis.run()) {
			redis.kill();
			health("local", redis, Status.UP, "down");
			health("fail", redis, Status.OUT_OF_SERVICE, "down");
			assertThat(output).contains("Redis is not available (", "Connection refused");
			redis.restart();
			health("fail", redis, Status.UP, "up");
		}
	}

	private void health(String whenDown, TestRedis redis, Status status, String detail) {
		this.runner
			.withPropertyValues("grest.ws.cluster.when-down=" + whenDown, "spring.data.redis.port=" + redis.port(),
					"spring.data.redis.timeout=1s")
			.run((context) -> {
				RedisTopicEngine engine = context.getBean(RedisTopicEngine.class);
				TestNode node = new TestNode("one", engine);
				engine.start(node).block(TestCluster.TIMEOUT);
				Health health = context.getBean(ClusterHealthIndicator.class).health();
				assertThat(health.getStatus()).isEqualTo(status);
				assertThat(health.getDetails()).containsEntry("redis", detail);
				engine.stop().block(TestCluster.TIMEOUT);
			});
	}

	@Test
	void hasNoHealthIfItIsDisabled() {
		this.runner.withPropertyValues("management.health.grestwscluster.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ClusterHealthIndicator.class));
	}

	@Test
	void startsWithoutHealthAndMetrics() {
		this.runner
			.withClassLoader(
					new FilteredClassLoader("org.springframework.boot.health", "io.micrometer.core.instrument"))
			.run((context) -> assertThat(context).hasSingleBean(TopicEngine.class));
	}

	@Test
	void measuresWhatItDoes() {
		try (TestRedis redis = TestRedis.run()) {
			this.runner.withUserConfiguration(RegistryConfiguration.class)
				.withPropertyValues("spring.data.redis.port=" + redis.port())
				.run((context) -> measures(context.getBean(RedisTopicEngine.class),
						context.getBean(MeterRegistry.class), redis));
		}
	}

	private static void measures(RedisTopicEngine engine, MeterRegistry registry, TestRedis redis) {
		TestNode node = new TestNode("one", engine);
		engine.start(node).block(TestCluster.TIMEOUT);
		node.listen(TestNode.ROOM);
		node.published(TestNode.ROOM, "message");
		// Counted as the publisher is told, on a thread of Redis.
		await().atMost(TestCluster.TIMEOUT)
			.until(() -> registry.get("grest.ws.cluster.publish").tag("outcome", "success").timer().count() == 1);
		assertThat(registry.get("grest.ws.cluster.subscriptions").gauge().value()).isOne();
		assertThat(registry.get("grest.ws.cluster.deaf").counter().count()).isZero();
		assertThat(registry.get("grest.ws.cluster.dropped").counter().count()).isZero();
		redis.command("CLIENT KILL TYPE pubsub");
		await().atMost(TestCluster.TIMEOUT)
			.until(() -> registry.get("grest.ws.cluster.reconnects")
				.tag("connection", "subscriptions")
				.counter()
				.count() == 1);
		engine.stop().block(TestCluster.TIMEOUT);
	}

	@Test
	void warnsOfEviction(CapturedOutput output) {
		try (TestRedis redis = TestRedis.run("--maxmemory-policy", "allkeys-lru");
				TestCluster cluster = new TestCluster(redis)) {
			cluster.start("one");
			await().atMost(TestCluster.TIMEOUT)
				.untilAsserted(() -> assertThat(output).contains("Redis has maxmemory-policy allkeys-lru"));
		}
	}

	@Test
	void saysOnceThatRedisIsDownAndThatItIsBack(CapturedOutput output) {
		try (TestRedis redis = TestRedis.run(); TestCluster cluster = new TestCluster(redis)) {
			TestNode node = cluster.start("one");
			redis.kill();
			await().atMost(TestCluster.TIMEOUT).until(() -> node.engine().availability().cause() != null);
			redis.restart();
			await().atMost(TestCluster.TIMEOUT)
				.untilAsserted(() -> assertThat(output).containsOnlyOnce("Redis is not available")
					.containsOnlyOnce("Redis is available again"));
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class RegistryConfiguration {

		@Bean
		MeterRegistry registry() {
			return new SimpleMeterRegistry();
		}

	}

}
