package io.grest.ws.internal.transport;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.TimerWheel;
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
public final class Heartbeats implements TimerWheel.Entries {

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	private static final int TICKS_PER_INTERVAL = 8;

	private final Set<Beat> beats = ConcurrentHashMap.newKeySet();

	private final TimerWheel wheel;

	private final Duration timeout;

	private final long intervalTicks;

	private final long timeoutTicks;

	/**
	 * Create heartbeats without connections.
	 * @param interval the silence after which a ping is sent to a peer
	 * @param timeout the silence after which a peer is considered dead
	 * @param scheduler the scheduler of the wheel
	 */
	public Heartbeats(Duration interval, Duration timeout, Scheduler scheduler) {
		this.wheel = new TimerWheel(interval, TICKS_PER_INTERVAL, scheduler, this);
		this.timeout = timeout;
		this.intervalTicks = Math.max(1, this.wheel.ticksIn(interval));
		this.timeoutTicks = Math.max(2, this.wheel.ticksIn(timeout));
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
		try {
			this.wheel.start();
		}
		catch (RejectedExecutionException ex) {
			// The scheduler is shut down, and with it the application.
		}
		return beat;
	}

	@Override
	public boolean isEmpty() {
		return this.beats.isEmpty();
	}

	@Override
	public void ticked(long tick) {
		for (Beat beat : this.beats) {
			try {
				beat.check(tick);
			}
			catch (Throwable ex) {
				// A failure of one connection must not stop the wheel for the others.
				logger.error("Heartbeat failed: " + beat.connection, ex);
			}
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

		private volatile long heard = Heartbeats.this.wheel.now();

		private Beat(Connection connection) {
			this.connection = connection;
		}

		/**
		 * Record that the peer was heard.
		 */
		public void heard() {
			long now = Heartbeats.this.wheel.now();
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
			return Heartbeats.this.wheel.since(this.heard);
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
