package io.grest.ws.server;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

import io.grest.ws.internal.TimerWheel;
import reactor.core.scheduler.Scheduler;

import org.springframework.util.Assert;

/**
 * Limit of the age of connections. Each is asked to leave once, at an age of 0.9 to 1.1
 * of the limit, at random, so that connections that were opened together do not end
 * together.
 *
 * @param <T> the type of the connections
 */
final class AgeLimit<T> implements TimerWheel.Entries {

	// So that those of one tick are few.
	private static final int TICKS = 1024;

	private static final double JITTER = 0.1;

	private final TimerWheel wheel;

	private final double ticks;

	private final Predicate<T> leave;

	// The tick at which a connection is asked.
	private final Map<T, Long> due = new ConcurrentHashMap<>();

	/**
	 * Create a limit.
	 * @param age the limit
	 * @param scheduler the scheduler of the ticks
	 * @param leave asks a connection to leave; returns {@code false} if it cannot be
	 * asked now, and is to be asked at the next tick
	 */
	AgeLimit(Duration age, Scheduler scheduler, Predicate<T> leave) {
		this.wheel = new TimerWheel(age, TICKS, scheduler, this);
		this.ticks = this.wheel.ticksIn(age);
		this.leave = leave;
	}

	/**
	 * Check the range of a limit.
	 * @return whether there is one
	 */
	static boolean isLimit(Duration age) {
		Assert.isTrue(age.isZero() || age.compareTo(Duration.ofSeconds(1)) >= 0,
				() -> "maxAge is " + age + ": it must be at least 1 s, or 0 for no limit");
		return !age.isZero();
	}

	void add(T connection) {
		double random = ThreadLocalRandom.current().nextDouble();
		this.due.put(connection, this.wheel.now() + Math.round(this.ticks * (1 + JITTER * (2 * random - 1))));
		try {
			this.wheel.start();
		}
		catch (RejectedExecutionException ex) {
			// The scheduler is shut down, and with it the application.
		}
	}

	void remove(T connection) {
		this.due.remove(connection);
	}

	@Override
	public boolean isEmpty() {
		return this.due.isEmpty();
	}

	@Override
	public void ticked(long tick) {
		this.due.forEach((connection, at) -> {
			if (at <= tick && this.leave.test(connection)) {
				this.due.remove(connection, at);
			}
		});
	}

}
