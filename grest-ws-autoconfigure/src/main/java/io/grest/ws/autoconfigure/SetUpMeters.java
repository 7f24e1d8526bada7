package io.grest.ws.autoconfigure;

import io.grest.ws.server.ActiveConnections;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meter of the connections of this node that wait for their set-up.
 *
 * @param connections the connections
 */
record SetUpMeters(ActiveConnections connections) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("grest.ws.server.setups.waiting", this.connections, ActiveConnections::waitingSetUps)
			.description("Requests for an upgrade that wait for their turn")
			.register(registry);
	}

}
