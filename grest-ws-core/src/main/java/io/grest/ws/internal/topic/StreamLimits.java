package io.grest.ws.internal.topic;

import java.time.Duration;

import org.springframework.util.unit.DataSize;

/**
 * Limits of each detached stream.
 *
 * @param maxItems the limit of the items
 * @param maxSize the limit of the size of all items
 * @param maxDuration the limit of the time that the producer runs
 * @param idleTimeout the time that the producer runs with nobody listening
 * @param maxPerOwner the limit of the producers of one owner on this node
 * @param maxProducers the limit of the producers of all owners on this node
 * @since 0.1.0
 */
public record StreamLimits(int maxItems, DataSize maxSize, Duration maxDuration, Duration idleTimeout, int maxPerOwner,
		int maxProducers) {

}
