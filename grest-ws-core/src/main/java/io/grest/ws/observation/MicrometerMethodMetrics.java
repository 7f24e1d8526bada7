package io.grest.ws.observation;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * Meters of one method in one direction.
 */
final class MicrometerMethodMetrics implements SocketMetrics.OfMethod {

	private final Clock clock;

	private final LongAdder active;

	private final Timer duration;

	private final Counter ok;

	private final Counter error;

	private final Map<String, Counter> failures = new HashMap<>();

	private final StreamMetrics streams;

	MicrometerMethodMetrics(MeterRegistry registry, String prefix, Tags tags, Collection<String> results,
			LongAdder active, StreamMetrics streams) {
		this.clock = registry.config().clock();
		this.active = active;
		this.streams = streams;
		this.duration = Timer.builder(prefix + "request.duration")
			.description("Time from the start of a call to its end")
			.tags(tags)
			.register(registry);
		this.ok = requests(registry, prefix, tags, SocketMetrics.Outcome.OK);
		this.error = requests(registry, prefix, tags, SocketMetrics.Outcome.ERROR);
		results.forEach((result) -> this.failures.put(result, requests(registry, prefix, tags, result)));
	}

	private static Counter requests(MeterRegistry registry, String prefix, Tags tags, String result) {
		return Counter.builder(prefix + "requests")
			.description("Calls and messages by their result")
			.tags(tags.and("result", result))
			.register(registry);
	}

	@Override
	public long begun() {
		return this.clock.monotonicTime();
	}

	@Override
	public void unfinished(int change) {
		this.active.add(change);
	}

	@Override
	public void succeeded(long begun) {
		ended(begun);
		this.ok.increment();
	}

	@Override
	public void failed(String result, long begun) {
		ended(begun);
		refused(result);
	}

	private void ended(long begun) {
		this.duration.record(this.clock.monotonicTime() - begun, TimeUnit.NANOSECONDS);
	}

	@Override
	public void sent(int connections) {
		this.ok.increment(connections);
	}

	@Override
	public void refused(String result) {
		this.failures.getOrDefault(result, this.error).increment();
	}

	@Override
	public StreamMetrics streams() {
		return this.streams;
	}

}
