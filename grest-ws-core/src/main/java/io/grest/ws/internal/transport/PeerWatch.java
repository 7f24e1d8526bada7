package io.grest.ws.internal.transport;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Notices that the peer of an open connection does not read, or has died.
 *
 * @since 0.1.0
 */
public final class PeerWatch implements Heartbeats.Connection {

	private static final int STALL_CHECKS = 4;

	private final Owner owner;

	private final SocketTransport transport;

	private final OutboundQueue queue;

	private final InboundReader reader;

	private final Duration stallTimeout;

	private final AtomicBoolean watchingStall = new AtomicBoolean();

	// Null before the connection is open, and without heartbeat.
	private volatile Heartbeats.@Nullable Beat beat;

	// The next look at a peer that something waits for. Without its end it would keep an
	// ended connection in memory.
	private volatile @Nullable Disposable stallCheck;

	/**
	 * Create a watch, not started.
	 * @param owner the connection
	 * @param transport carries it
	 * @param queue what is sent to the peer
	 * @param reader what the peer sends
	 * @param stallTimeout how long a peer that something waits for may take none of it
	 */
	public PeerWatch(Owner owner, SocketTransport transport, OutboundQueue queue, InboundReader reader,
			Duration stallTimeout) {
		this.owner = owner;
		this.transport = transport;
		this.queue = queue;
		this.reader = reader;
		this.stallTimeout = stallTimeout;
	}

	/**
	 * Begin: the connection is open.
	 * @param heartbeats sends pings, or {@code null} if nothing does
	 */
	public void start(@Nullable Heartbeats heartbeats) {
		if (heartbeats != null) {
			this.beat = heartbeats.watch(this);
		}
	}

	/**
	 * End for good.
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
	 * How long nothing has arrived.
	 * @return the time, or {@code null} if nobody listens
	 */
	public @Nullable Duration silentFor() {
		Heartbeats.Beat beat = this.beat;
		return (beat != null) ? beat.silentFor() : null;
	}

	/**
	 * Something has arrived.
	 */
	public void heard() {
		Heartbeats.Beat beat = this.beat;
		if (beat != null) {
			beat.heard();
		}
	}

	/**
	 * Something was passed on to the transport. If not all of it has gone to the peer,
	 * the peer has the stall timeout to take some of it.
	 */
	public void passedOn() {
		if (this.queue.isWaiting() && !this.owner.isClosed() && this.watchingStall.compareAndSet(false, true)) {
			watchStall(this.queue.taken(), STALL_CHECKS);
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
		long now = this.queue.taken();
		if (this.owner.isClosed() || !this.queue.isWaiting()) {
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
	 * Reading goes on while calls are unfinished, so that pongs are heard: only a peer
	 * that sends more than is held meanwhile is not.
	 */
	@Override
	public boolean isDeaf() {
		return this.reader.isDeaf();
	}

	/**
	 * The pong lies unread behind what the peer has sent; that its TCP acknowledges the
	 * ping has to do. Where the transport cannot tell, a ping to a peer that is gone
	 * makes the network say so: at once if it was reset, or when TCP gives up.
	 */
	@Override
	public void lookForPeer(Duration timeout) {
		this.transport.ifUnreachable(timeout, this::silent);
	}

	@Override
	public void ping() {
		this.queue.ping();
	}

	@Override
	public void silent() {
		this.owner.giveUp(SocketCloseStatus.HEARTBEAT_TIMEOUT, "has been silent");
	}

	/**
	 * The connection, which is closed if its peer does not do its part.
	 */
	public interface Owner {

		/**
		 * Whether a close has begun.
		 * @return {@code true} from the first close on
		 */
		boolean isClosed();

		/**
		 * Whether nothing is left of it.
		 * @return {@code true} once it has ended
		 */
		boolean hasEnded();

		/**
		 * Run something later.
		 * @param delay how much later
		 * @param task what to run
		 * @return to call it off
		 */
		Disposable later(Duration delay, Runnable task);

		/**
		 * Close because of the peer.
		 * @param status what with
		 * @param fault what is wrong with the peer
		 */
		void giveUp(SocketCloseStatus status, String fault);

	}

}
