package io.grest.ws.redis;

import java.time.Duration;
import java.time.Instant;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Health of the engine. Without Redis the application is not taken out of service, unless
 * that was asked for: as all nodes have the same Redis, none would be left.
 */
final class ClusterHealthIndicator extends AbstractHealthIndicator {

	private final Availability availability;

	private final boolean outOfService;

	/**
	 * Create an indicator.
	 * @param availability what is known of Redis
	 * @param outOfService whether the application is out of service without it
	 */
	ClusterHealthIndicator(Availability availability, boolean outOfService) {
		super("Health of topics by Redis cannot be told");
		this.availability = availability;
		this.outOfService = outOfService;
	}

	@Override
	protected void doHealthCheck(Health.Builder health) {
		if (this.availability.isUp()) {
			health.up().withDetail("redis", "up");
			return;
		}
		if (this.outOfService) {
			health.outOfService();
		}
		else {
			health.up();
		}
		health.withDetail("redis", "down");
		Instant since = this.availability.downSince();
		if (since != null) {
			health.withDetail("for", Duration.between(since, Instant.now()).toSeconds() + " s");
		}
		String cause = this.availability.cause();
		if (cause != null) {
			health.withDetail("cause", cause);
		}
	}

}
