package io.grest.ws.transport;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import reactor.core.scheduler.Scheduler;

/**
 * Notices peers that have died: one wheel for all connections, which turns while there
 * are any. A connection notes the wheel's position when it hears from its peer, which
 * costs no look at a clock.
 *
 * @since 0.1.0
 */
public final class Heartbeats {

	private static final int TICKS_PER_INTERVAL = 8;

	private final Set<Beat> beats = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean turning = new AtomicBoolean();

	private final Scheduler scheduler;

	private final long tickMillis;

	private final long intervalTicks;

	private final long timeoutTicks;

	// Written by the tick alone.
	private volatile long now;

	/**
	 * Create a wheel.
	 * @param interval after how long a silent peer is sent a ping
	 * @param timeout after how long a silent peer is given up
	 * @param scheduler turns the wheel
	 */
	public Heartbeats(Duration interval, Duration timeout, Scheduler scheduler) {
		this.scheduler = scheduler;
		this.tickMillis = Math.max(1, interval.toMillis() / TICKS_PER_INTERVAL);
		this.intervalTicks = Math.max(1, interval.toMillis() / this.tickMillis);
		this.timeoutTicks = Math.max(2, timeout.toMillis() / this.tickMillis);
	}

	/**
	 * Watch a connection.
	 * @param connection is asked and told
	 * @return to be told when the peer is heard, and when the connection has ended
	 */
	public Beat watch(Connection connection) {
		Beat beat = new Beat(connection);
		this.beats.add(beat);
		turn();
		return beat;
	}

	private void turn() {
		if (!this.turning.get() && this.turning.compareAndSet(false, true)) {
			scheduleTick();
		}
	}

	private void scheduleTick() {
		try {
			this.scheduler.schedule(this::onTick, this.tickMillis, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The scheduler is shut down, and with it the application.
		}
	}

	private void onTick() {
		long tick = this.now + 1;
		this.now = tick;
		this.beats.forEach((beat) -> beat.check(tick));
		if (!this.beats.isEmpty()) {
			scheduleTick();
			return;
		}
		this.turning.set(false);
		// One that came between the two lines above found the wheel still turning.
		if (!this.beats.isEmpty()) {
			turn();
		}
	}

	/**
	 * A connection that is watched.
	 */
	public interface Connection {

		/**
		 * Whether this side does not read at the moment, so that silence says nothing.
		 */
		boolean isPaused();

		/**
		 * The peer has been silent for the interval: send a ping. Must not block.
		 */
		void ping();

		/**
		 * The peer has been silent for the timeout. Must not block.
		 */
		void silent();

	}

	/**
	 * What a connection tells the wheel.
	 */
	public final class Beat {

		private final Connection connection;

		private volatile long heard = Heartbeats.this.now;

		private Beat(Connection connection) {
			this.connection = connection;
		}

		/**
		 * The peer was heard.
		 */
		public void heard() {
			long now = Heartbeats.this.now;
			// Many messages come in one tick; to write is dearer than to look.
			if (this.heard != now) {
				this.heard = now;
			}
		}

		/**
		 * How long the peer has been silent.
		 * @return the time, to an eighth of the interval
		 */
		public Duration silentFor() {
			return Duration.ofMillis((Heartbeats.this.now - this.heard) * Heartbeats.this.tickMillis);
		}

		/**
		 * The connection has ended.
		 */
		public void stop() {
			Heartbeats.this.beats.remove(this);
		}

		private void check(long tick) {
			if (this.connection.isPaused()) {
				this.heard = tick;
				return;
			}
			long silence = tick - this.heard;
			if (silence >= Heartbeats.this.timeoutTicks) {
				stop();
				this.connection.silent();
			}
			else if (silence > 0 && silence % Heartbeats.this.intervalTicks == 0) {
				this.connection.ping();
			}
		}

	}

}
