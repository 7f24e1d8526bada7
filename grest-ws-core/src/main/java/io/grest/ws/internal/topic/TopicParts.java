package io.grest.ws.internal.topic;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.grest.ws.topic.engine.TopicEngine;
import reactor.core.scheduler.Scheduler;

/**
 * What each topic of a node works with.
 *
 * @param engine the engine
 * @param reads the reads of members, one for all who want the same
 * @param budget the limit of what all topics keep
 * @param statistics the counters of all topics
 * @param log the log of all topics
 * @param keeper keeps the topics
 * @param grace the time that a member is shown while its client is away
 * @param scheduler the scheduler of what comes later
 */
record TopicParts(TopicEngine engine, SharedReads reads, WindowBudget budget, TopicStatistics statistics, TopicLog log,
		TopicKeeper keeper, Duration grace, Scheduler scheduler) {

	void later(Duration delay, Runnable task) {
		this.scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

}
