package io.grest.ws.internal.transport;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.scheduler.Scheduler;

/**
 * Notices peers that have died: one wheel for all connections, which turns while there
 * are any. A connection notes the wheel's position when it hears from its peer, which
 * costs no look at a clock.
 *
 * @since 0.1.0
 */
public final class Heartbeats {

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	private static final int TICKS_PER_INTERVAL = 8;

	private final Set<Beat> beats = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean turning = new AtomicBoolean();

	private final Scheduler scheduler;

	private final Duration timeout;

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
		this.timeout = timeout;
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
		for (Beat beat : this.beats) {
			try {
				beat.check(tick);
			}
			catch (Throwable ex) {
				// Of one connection: the wheel turns for the others.
				logger.error("A heartbeat failed: " + beat.connection, ex);
			}
		}
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
		 * Whether this side reads nothing at the moment, so that silence says nothing.
		 */
		boolean isDeaf();

		/**
		 * Silence says nothing, and a ping was sent: find out by other means whether the
		 * peer is still there, and end the connection if it is known not to be. Must not
		 * block.
		 * @param timeout how long the peer may have given no sign of life
		 */
		void lookForPeer(Duration timeout);

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
			if (this.connection.isDeaf()) {
				// Once this side hears again, the peer has its time to be heard.
				this.heard = tick;
				if (tick % Heartbeats.this.intervalTicks == 0) {
					this.connection.ping();
					this.connection.lookForPeer(Heartbeats.this.timeout);
				}
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
