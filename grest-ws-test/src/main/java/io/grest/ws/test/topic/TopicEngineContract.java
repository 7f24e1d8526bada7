package io.grest.ws.test.topic;

import java.time.Duration;

import io.grest.ws.topic.engine.TopicEngine;

/**
 * Tests of what a {@link TopicEngine} must give, for its author to inherit:
 *
 * <pre class="code">
 * class HazelcastTopicEngineTests extends TopicEngineContract {
 *
 *     &#064;Override
 *     protected TopicEngine newEngine() {
 *         return new HazelcastTopicEngine(instance);
 *     }
 *
 * }
 * </pre>
 *
 * <p>
 * Before each test, an engine is created and started; if it
 * {@linkplain TopicEngine#isShared is shared}, then a second one, for another node. Some
 * tests create a third. After the test all are stopped. For an engine that is not shared,
 * tests of several nodes are skipped, and the others run on its one node.
 *
 * <p>
 * Contracts and node ids are named at random, so a broker may be shared with other runs.
 * It must not fail meanwhile: what an engine does then is not tested here, nor how many
 * members a topic shows at most.
 *
 * <p>
 * A test waits for what must happen, up to {@link #timeout()}, and never for what must
 * not. That a message is not delivered is known when a later one has been.
 *
 * @since 0.1.0
 */
public abstract class TopicEngineContract extends PresenceContract {

	/**
	 * Create an engine for a node of the cluster that all engines of a test share. The
	 * test starts it and stops it.
	 * @return a new engine
	 */
	protected abstract TopicEngine newEngine();

	/**
	 * Return how long to wait for something that must happen, such as the delivery of a
	 * message. Longer than the engine's own timeout.
	 * @return ten seconds, unless overridden
	 */
	protected Duration timeout() {
		return Duration.ofSeconds(10);
	}

	/**
	 * Return the age of histories that are awaited to expire. Such a history has to
	 * outlive two messages and a read one after the other, and to expire well within the
	 * {@link #timeout()}.
	 * @return half a second, unless overridden
	 */
	protected Duration shortAge() {
		return Duration.ofMillis(500);
	}

	@Override
	final TopicEngine createEngine() {
		return newEngine();
	}

	@Override
	final Duration awaitAtMost() {
		return timeout();
	}

	@Override
	final Duration maxAgeOfShortHistory() {
		return shortAge();
	}

}
