package io.grest.ws.internal.session;

import io.grest.ws.observation.MicrometerSocketMetrics;
import io.grest.ws.observation.SocketMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * What a server was counted by.
 */
final class Meters {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final SocketMetrics metrics = new MicrometerSocketMetrics(this.registry);

	SocketMetrics metrics() {
		return this.metrics;
	}

	double count(String name, String... tags) {
		return this.registry.get("grest.ws." + name).tags(tags).counter().count();
	}

	double total(String name) {
		return this.registry.get("grest.ws." + name)
			.counters()
			.stream()
			.mapToDouble((counter) -> counter.count())
			.sum();
	}

	double requests(String method, String result) {
		return count("requests", "method", method, "result", result);
	}

	double outRequests(String method, String result) {
		return count("out.requests", "method", method, "result", result);
	}

	double gauge(String name) {
		return this.registry.get("grest.ws." + name).gauge().value();
	}

	double gauge(String name, String method) {
		return this.registry.get("grest.ws." + name).tag("method", method).gauge().value();
	}

	long timed(String name, String method) {
		return this.registry.get("grest.ws." + name).tag("method", method).timer().count();
	}

	double bytes(String direction) {
		return this.registry.get("grest.ws.bytes").tag("direction", direction).functionCounter().count();
	}

	int size() {
		return this.registry.getMeters().size();
	}

}
