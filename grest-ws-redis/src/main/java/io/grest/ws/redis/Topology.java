package io.grest.ws.redis;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import reactor.core.scheduler.Scheduler;

/**
 * Masters of a Redis Cluster, as the client knows them. Unless the application has told
 * it to, it does not look again when one does not answer, and sends to it for good what
 * another one has taken over. So they are looked up each second for a while, as long as
 * an election may take, whenever an answer is late.
 */
final class Topology {

	private static final Duration PERIOD = Duration.ofSeconds(1);

	private static final int TIMES = 30;

	private final Supplier<AbstractRedisClient> client;

	private final Scheduler scheduler;

	// How many times are left.
	private final AtomicInteger left = new AtomicInteger();

	Topology(Supplier<AbstractRedisClient> client, Scheduler scheduler) {
		this.client = client;
		this.scheduler = scheduler;
	}

	/**
	 * Handle that an answer is late, or that a master is none any more.
	 */
	void suspect() {
		if (this.client.get() instanceof RedisClusterClient cluster && this.left.getAndSet(TIMES) == 0) {
			refresh(cluster);
		}
	}

	private void refresh(RedisClusterClient cluster) {
		// What fails is tried again.
		cluster.refreshPartitionsAsync().whenComplete((done, ex) -> again(cluster));
	}

	private void again(RedisClusterClient cluster) {
		try {
			this.scheduler.schedule(() -> {
				if (this.left.decrementAndGet() > 0) {
					refresh(cluster);
				}
			}, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The engine has been stopped.
		}
	}

}
