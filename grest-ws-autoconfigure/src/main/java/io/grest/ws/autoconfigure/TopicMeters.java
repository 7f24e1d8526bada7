package io.grest.ws.autoconfigure;

import java.util.function.ToDoubleFunction;

import io.grest.ws.topic.SocketTopics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the topics of this node.
 *
 * @param topics the topics
 */
record TopicMeters(SocketTopics topics) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, "grest.ws.topics.subscribed", "Topics that this node is subscribed to", null,
				SocketTopics.Status::topics);
		gauge(registry, "grest.ws.topics.window", "Messages that are kept for members who come back", "bytes",
				SocketTopics.Status::windowBytes);
		gauge(registry, "grest.ws.topics.streams", "Producers of detached streams that run on this node", null,
				SocketTopics.Status::streams);
		counter(registry, "grest.ws.topics.published", "Messages that the engine has taken",
				SocketTopics.Status::published);
		counter(registry, "grest.ws.topics.unpublished", "Messages that the engine has not taken",
				SocketTopics.Status::unpublished);
		counter(registry, "grest.ws.topics.received", "Messages that this node has received, once for all members",
				SocketTopics.Status::received);
		counter(registry, "grest.ws.topics.repaired", "Messages that did not arrive and were read from the history",
				SocketTopics.Status::repaired);
		counter(registry, "grest.ws.topics.lost", "Gaps that the history could not fill", SocketTopics.Status::lost);
	}

	private void gauge(MeterRegistry registry, String name, String description, @Nullable String unit,
			ToDoubleFunction<SocketTopics.Status> value) {
		Gauge.builder(name, this.topics, (topics) -> value.applyAsDouble(topics.status()))
			.description(description)
			.baseUnit(unit)
			.register(registry);
	}

	private void counter(MeterRegistry registry, String name, String description,
			ToDoubleFunction<SocketTopics.Status> value) {
		FunctionCounter.builder(name, this.topics, (topics) -> value.applyAsDouble(topics.status()))
			.description(description)
			.register(registry);
	}

}
