package io.grest.ws.observation;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the streams of one method in one direction of calls.
 */
final class MicrometerStreamMetrics implements StreamMetrics {

	private final MeterRegistry registry;

	private final String prefix;

	private final Tags tags;

	private final Clock clock;

	private final LongAdder open = new LongAdder();

	// Null if this side sends no items.
	private final @Nullable Counter sent;

	// Null if this side receives no items.
	private final @Nullable Counter received;

	// Null if the answer is no stream.
	private final @Nullable Timer first;

	// By ordinal.
	private final List<Counter> cancels;

	/**
	 * Register the meters.
	 * @param registry the registry
	 * @param prefix the prefix of their names
	 * @param tags their tags
	 * @param directions the directions of the items
	 */
	MicrometerStreamMetrics(MeterRegistry registry, String prefix, Tags tags, Directions directions) {
		this.registry = registry;
		this.prefix = prefix;
		this.tags = tags;
		this.clock = registry.config().clock();
		Gauge.builder(prefix + "streams.active", this.open, LongAdder::sum)
			.description("Open streams")
			.tags(tags)
			.strongReference(true)
			.register(registry);
		this.sent = directions.sent ? counter("stream.items", "direction", "out", "Items of streams") : null;
		this.received = directions.received ? counter("stream.items", "direction", "in", "Items of streams") : null;
		this.first = directions.answered ? Timer.builder(prefix + "stream.first.item.duration")
			.description("Time from the start of a call to the first item of its answer")
			.tags(tags)
			.register(registry) : null;
		this.cancels = Arrays.stream(CancelledBy.values())
			.map((by) -> counter("stream.cancels", "by", by.name(), "Calls with a stream that were cancelled"))
			.toList();
	}

	private Counter counter(String name, String key, String value, String description) {
		return Counter.builder(this.prefix + name)
			.description(description)
			.tags(this.tags.and(key, value))
			.register(this.registry);
	}

	@Override
	public void open(int change) {
		this.open.add(change);
	}

	@Override
	public void itemsSent(int items) {
		if (this.sent != null) {
			this.sent.increment(items);
		}
	}

	@Override
	public void itemReceived() {
		if (this.received != null) {
			this.received.increment();
		}
	}

	@Override
	public void answerBegun(long begun) {
		if (this.first != null) {
			this.first.record(this.clock.monotonicTime() - begun, TimeUnit.NANOSECONDS);
		}
	}

	@Override
	public void cancelled(CancelledBy by) {
		this.cancels.get(by.ordinal()).increment();
	}

	/**
	 * Directions of the items of a method.
	 *
	 * @param sent whether this side sends items
	 * @param received whether this side receives items
	 * @param answered whether the answer is a stream
	 */
	record Directions(boolean sent, boolean received, boolean answered) {

	}

}
