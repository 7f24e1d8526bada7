package io.grest.ws.connection;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.transport.Heartbeats;
import io.grest.ws.transport.InboundReader;
import io.grest.ws.transport.OutboundQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Notices that the peer of an open connection does not read, or has died.
 */
final class PeerWatch implements Heartbeats.Connection {

	private static final int STALL_CHECKS = 4;

	private final ConnectionLifecycle lifecycle;

	private final OutboundQueue queue;

	private final InboundReader reader;

	private final Duration stallTimeout;

	private final AtomicBoolean watchingStall = new AtomicBoolean();

	// Null before the connection is open, and without heartbeat.
	private volatile Heartbeats.@Nullable Beat beat;

	// The next look at a peer that something waits for. Without its end it would keep an
	// ended connection in memory.
	private volatile @Nullable Disposable stallCheck;

	PeerWatch(ConnectionLifecycle lifecycle, OutboundQueue queue, InboundReader reader, Duration stallTimeout) {
		this.lifecycle = lifecycle;
		this.queue = queue;
		this.reader = reader;
		this.stallTimeout = stallTimeout;
	}

	void start(@Nullable Heartbeats heartbeats) {
		if (heartbeats != null) {
			this.beat = heartbeats.watch(this);
		}
	}

	void stop() {
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
	 */
	@Nullable Duration silentFor() {
		Heartbeats.Beat beat = this.beat;
		return (beat != null) ? beat.silentFor() : null;
	}

	void heard() {
		Heartbeats.Beat beat = this.beat;
		if (beat != null) {
			beat.heard();
		}
	}

	/**
	 * Something was passed on to the transport. If not all of it has gone to the peer,
	 * the peer has the stall timeout to take some of it.
	 */
	void passedOn() {
		if (this.queue.isWaiting() && !this.lifecycle.isClosed() && this.watchingStall.compareAndSet(false, true)) {
			watchStall(this.queue.taken(), STALL_CHECKS);
		}
	}

	private void watchStall(long taken, int checksLeft) {
		Disposable check = this.lifecycle.later(this.stallTimeout.dividedBy(STALL_CHECKS),
				() -> checkStall(taken, checksLeft));
		this.stallCheck = check;
		if (this.lifecycle.closing().hasEnded()) {
			check.dispose();
		}
	}

	private void checkStall(long taken, int checksLeft) {
		long now = this.queue.taken();
		if (this.lifecycle.isClosed() || !this.queue.isWaiting()) {
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
			this.lifecycle.closing().giveUp(SocketCloseStatus.SLOW_CONSUMER, "does not read");
		}
	}

	@Override
	public boolean isPaused() {
		return this.reader.isPaused();
	}

	@Override
	public void ping() {
		this.queue.ping();
	}

	@Override
	public void silent() {
		this.lifecycle.closing().giveUp(SocketCloseStatus.HEARTBEAT_TIMEOUT, "has been silent");
	}

}
