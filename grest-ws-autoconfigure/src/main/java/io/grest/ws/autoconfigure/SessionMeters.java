package io.grest.ws.autoconfigure;

import io.grest.ws.server.ResumableSessions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the sessions of this node whose clients are away.
 *
 * @param sessions the sessions
 */
record SessionMeters(ResumableSessions sessions) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("grest.ws.server.sessions.detached", this.sessions, ResumableSessions::away)
			.description("Sessions whose clients have lost their socket and may come back")
			.register(registry);
		Gauge.builder("grest.ws.server.sessions.replay.bytes", this.sessions, (sessions) -> sessions.size().toBytes())
			.description("Frames that are kept for the clients of these sessions")
			.baseUnit("bytes")
			.register(registry);
	}

}
