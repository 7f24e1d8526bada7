package io.grest.ws.redis;

import java.time.Duration;
import java.util.function.IntSupplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Metrics by Micrometer.
 */
final class MicrometerClusterMetrics implements ClusterMetrics {

	private static final String PREFIX = "grest.ws.cluster.";

	private final MeterRegistry registry;

	private final Timer published;

	private final Timer failed;

	private final Counter dropped;

	MicrometerClusterMetrics(MeterRegistry registry) {
		this.registry = registry;
		this.published = timer("success");
		this.failed = timer("failure");
		this.dropped = Counter.builder(PREFIX + "dropped")
			.description("Messages that were dropped because too many waited for the members of this node")
			.register(registry);
		for (String connection : new String[] { RedisTopicEngine.COMMANDS, RedisTopicEngine.PUB_SUB }) {
			reconnects(connection);
		}
		deafness(RedisTopicEngine.PUB_SUB);
	}

	private Timer timer(String outcome) {
		return Timer.builder(PREFIX + "publish")
			.description("Time from a message being handed over until Redis has it")
			.tag("outcome", outcome)
			.register(this.registry);
	}

	private Counter reconnects(String connection) {
		return Counter.builder(PREFIX + "reconnects")
			.description("Connections to Redis that were lost")
			.tag("connection", connection)
			.register(this.registry);
	}

	private Counter deafness(String connection) {
		return Counter.builder(PREFIX + "deaf")
			.description("Connections to Redis that were open but carried nothing")
			.tag("connection", connection)
			.register(this.registry);
	}

	@Override
	public void published(Duration time, boolean published) {
		(published ? this.published : this.failed).record(time);
	}

	@Override
	public void reconnected(String connection) {
		reconnects(connection).increment();
	}

	@Override
	public void deaf(String connection) {
		deafness(connection).increment();
	}

	@Override
	public void dropped() {
		this.dropped.increment();
	}

	@Override
	public void subscriptions(IntSupplier size) {
		Gauge.builder(PREFIX + "subscriptions", size::getAsInt)
			.description("Topics that this node is subscribed to")
			.register(this.registry);
	}

}
