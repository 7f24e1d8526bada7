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
 * Heartbeats to detect dead peers, with one timer wheel for all connections, which turns
 * while there are any. A connection stores the wheel's position when it hears from its
 * peer, without reading a clock.
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

	// Written only by the tick.
	private volatile long now;

	/**
	 * Create a wheel.
	 * @param interval the silence after which a ping is sent to a peer
	 * @param timeout the silence after which a peer is considered dead
	 * @param scheduler the scheduler of the wheel
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
	 * @param connection the connection
	 * @return the beat, to notify when the peer is heard and when the connection has
	 * ended
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
				// A failure of one connection must not stop the wheel for the others.
				logger.error("Heartbeat failed: " + beat.connection, ex);
			}
		}
		if (!this.beats.isEmpty()) {
			scheduleTick();
			return;
		}
		this.turning.set(false);
		// A connection added between the two lines above has not started the wheel.
		if (!this.beats.isEmpty()) {
			turn();
		}
	}

	/**
	 * Contract for a watched connection.
	 */
	public interface Connection {

		/**
		 * Return whether this side does not read at present, so that silence has no
		 * meaning.
		 */
		boolean isDeaf();

		/**
		 * Check a peer without reading, after a ping was sent, and end the connection if
		 * the peer is known to be unreachable. Must not block.
		 * @param timeout the time that the peer may give no sign of life
		 */
		void lookForPeer(Duration timeout);

		/**
		 * Send a ping to a peer that has been silent for the interval. Must not block.
		 */
		void ping();

		/**
		 * Handle a peer that has been silent for the timeout. Must not block.
		 */
		void silent();

	}

	/**
	 * Entry of a connection in the wheel.
	 */
	public final class Beat {

		private final Connection connection;

		private volatile long heard = Heartbeats.this.now;

		private Beat(Connection connection) {
			this.connection = connection;
		}

		/**
		 * Record that the peer was heard.
		 */
		public void heard() {
			long now = Heartbeats.this.now;
			// Many messages arrive in one tick, and a volatile write costs more than a
			// read.
			if (this.heard != now) {
				this.heard = now;
			}
		}

		/**
		 * Return the time that the peer has been silent.
		 * @return the time, to an eighth of the interval
		 */
		public Duration silentFor() {
			return Duration.ofMillis((Heartbeats.this.now - this.heard) * Heartbeats.this.tickMillis);
		}

		/**
		 * Stop watching the connection, which has ended.
		 */
		public void stop() {
			Heartbeats.this.beats.remove(this);
		}

		private void check(long tick) {
			if (this.connection.isDeaf()) {
				// Once this side reads again, the peer has the whole timeout to be heard.
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
