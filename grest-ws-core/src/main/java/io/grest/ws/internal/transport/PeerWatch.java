package io.grest.ws.internal.transport;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Watch of an open connection's peer, to detect that it does not read or is dead.
 *
 * @since 0.1.0
 */
public final class PeerWatch implements Heartbeats.Connection {

	private static final int STALL_CHECKS = 4;

	private final Owner owner;

	private final SocketTransport transport;

	private final InboundReader reader;

	private final Duration stallTimeout;

	private final AtomicBoolean watchingStall = new AtomicBoolean();

	// Null before the connection is open, and without heartbeat.
	private volatile Heartbeats.@Nullable Beat beat;

	// The next check of a peer with waiting data. Disposed at the end, because it would
	// keep an ended connection in memory.
	private volatile @Nullable Disposable stallCheck;

	/**
	 * Create a watch, not started.
	 * @param owner the connection
	 * @param transport the transport of the connection
	 * @param reader the reader of the peer's messages
	 * @param stallTimeout the timeout of a peer that reads nothing while data waits for
	 * it
	 */
	public PeerWatch(Owner owner, SocketTransport transport, InboundReader reader, Duration stallTimeout) {
		this.owner = owner;
		this.transport = transport;
		this.reader = reader;
		this.stallTimeout = stallTimeout;
	}

	/**
	 * Start watching, when the connection is open.
	 * @param heartbeats the heartbeats, or {@code null} for none
	 */
	public void start(@Nullable Heartbeats heartbeats) {
		if (heartbeats != null) {
			this.beat = heartbeats.watch(this);
		}
	}

	/**
	 * Stop for good.
	 */
	public void stop() {
		Heartbeats.Beat beat = this.beat;
		if (beat != null) {
			beat.stop();
		}
		Disposable check = this.stallCheck;
		if (check != null) {
			check.dispose();
		}
	}

	/**
	 * Return the time since a message has arrived.
	 * @return the time, or {@code null} without heartbeats
	 */
	public @Nullable Duration silentFor() {
		Heartbeats.Beat beat = this.beat;
		return (beat != null) ? beat.silentFor() : null;
	}

	/**
	 * Record that a message has arrived.
	 */
	public void heard() {
		Heartbeats.Beat beat = this.beat;
		if (beat != null) {
			beat.heard();
		}
	}

	/**
	 * Watch the peer after frames were passed to the transport. If some of them still
	 * wait, the peer has the stall timeout to read.
	 */
	public void passedOn() {
		if (this.owner.queue().isWaiting() && !this.owner.isClosed() && this.watchingStall.compareAndSet(false, true)) {
			watchStall(this.owner.queue().taken(), STALL_CHECKS);
		}
	}

	private void watchStall(long taken, int checksLeft) {
		Disposable check = this.owner.later(this.stallTimeout.dividedBy(STALL_CHECKS),
				() -> checkStall(taken, checksLeft));
		this.stallCheck = check;
		if (this.owner.hasEnded()) {
			check.dispose();
		}
	}

	private void checkStall(long taken, int checksLeft) {
		long now = this.owner.queue().taken();
		if (this.owner.isClosed() || !this.owner.queue().isWaiting()) {
			this.stallCheck = null;
			this.watchingStall.set(false);
		}
		else if (now != taken) {
			watchStall(now, STALL_CHECKS);
		}
		else if (checksLeft > 1) {
			watchStall(now, checksLeft - 1);
		}
		else {
			this.owner.giveUp(SocketCloseStatus.SLOW_CONSUMER, "does not read");
		}
	}

	/**
	 * Return whether nothing is read. Reading continues while calls are unfinished, so
	 * that pongs are heard, except from a peer that sends more than can be held.
	 */
	@Override
	public boolean isDeaf() {
		return this.reader.isDeaf();
	}

	/**
	 * Check that the peer's TCP acknowledges the ping, because the pong is unread behind
	 * other messages. Where the transport cannot check, the ping makes TCP report a lost
	 * peer: at once after a reset, or when TCP gives up.
	 */
	@Override
	public void lookForPeer(Duration timeout) {
		this.transport.ifUnreachable(timeout, this::silent);
	}

	@Override
	public void ping() {
		this.owner.queue().ping();
	}

	@Override
	public void silent() {
		this.owner.giveUp(SocketCloseStatus.HEARTBEAT_TIMEOUT, "has been silent");
	}

	/**
	 * Contract for the watched connection, which is closed because of its peer.
	 */
	public interface Owner {

		/**
		 * Return the queue of frames to the peer.
		 * @return the queue
		 */
		OutboundQueue queue();

		/**
		 * Return whether a close has begun.
		 * @return {@code true} from the first close on
		 */
		boolean isClosed();

		/**
		 * Return whether the connection has ended.
		 * @return {@code true} once it has ended
		 */
		boolean hasEnded();

		/**
		 * Run a task later.
		 * @param delay the delay
		 * @param task the task
		 * @return a handle to cancel it
		 */
		Disposable later(Duration delay, Runnable task);

		/**
		 * Close because of the peer.
		 * @param status the code and reason of the close
		 * @param fault the fault of the peer
		 */
		void giveUp(SocketCloseStatus status, String fault);

	}

}
