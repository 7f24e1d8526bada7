package io.grest.ws.internal.topic;

import java.time.Duration;

import reactor.core.scheduler.Scheduler;

/**
 * What the topics of a node share.
 *
 * @param linger the time that a topic stays subscribed after its last member has left
 * @param syncInterval the time between two checks of a topic's position
 * @param maxWindowBytes the limit of the bytes that the windows of all topics keep
 * @param grace the time that a member is shown while its client is away
 * @param scheduler the scheduler of what comes later
 * @since 0.1.0
 */
public record TopicSettings(Duration linger, Duration syncInterval, long maxWindowBytes, Duration grace,
		Scheduler scheduler) {

}
