package io.grest.ws.connection;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.grest.ws.connection.SocketConnection.State;
import io.grest.ws.log.ConnectionLog;
import io.grest.ws.protocol.OutboundFrame;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.transport.OutboundQueue;
import io.grest.ws.transport.PeerWatch;
import io.grest.ws.transport.SocketTransport;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.web.reactive.socket.CloseStatus;

/**
 * How a connection ends: by a close of either side, after what waits to be sent or
 * without it, or cut; and that it ends once.
 */
final class Closing implements PeerWatch.Owner {

	private static final Set<String> TOO_BIG = Set.of("TooLongFrameException", "DecompressionException");

	private final ConnectionLifecycle lifecycle;

	private final DefaultSocketConnection<?> connection;

	private final SocketTransport transport;

	private final OutboundQueue queue;

	private final ConnectionLog log;

	private final Duration patience;

	private final CloseListeners listeners = new CloseListeners();

	// Set by whoever moved the state to CLOSED.
	private volatile @Nullable CloseReason reason;

	// Set by the thread that reads, if the other side tells why it closes.
	private volatile @Nullable CloseReason announced;

	private final AtomicBoolean ended = new AtomicBoolean();

	private final Sinks.Empty<Void> end = Sinks.empty();

	Closing(ConnectionLifecycle lifecycle, DefaultSocketConnection<?> connection, SocketTransport transport,
			OutboundQueue queue, ConnectionLog log, Duration patience) {
		this.lifecycle = lifecycle;
		this.connection = connection;
		this.transport = transport;
		this.queue = queue;
		this.log = log;
		this.patience = patience;
	}

	CloseListeners listeners() {
		return this.listeners;
	}

	@Override
	public boolean isClosed() {
		return this.lifecycle.isClosed();
	}

	@Override
	public boolean hasEnded() {
		return this.ended.get();
	}

	@Override
	public Disposable later(Duration delay, Runnable task) {
		return this.connection.factory().later(delay, task);
	}

	/**
	 * Completes once the connection has ended; cancelling it ends the connection.
	 */
	Mono<Void> ended() {
		return this.end.asMono().doOnCancel(this::cancelled);
	}

	// By whoever runs the connection, as Reactor Netty does once the peer has closed.
	private void cancelled() {
		endWith(Mono.firstWithSignal(this.transport.closeStatus(), Mono.empty()), null);
	}

	/**
	 * Close a connection whose handshake failed, after what says so. To be called by
	 * whoever moved the state to CLOSED.
	 */
	void reject(@Nullable OutboundFrame frame, SocketCloseStatus status, @Nullable Throwable cause) {
		this.reason = new CloseReason(status, CloseReason.Initiator.LOCAL, cause);
		each(() -> this.lifecycle.schedule(this.patience, this::cut), () -> this.log.rejected(status, cause),
				() -> this.connection.calls().end(), () -> {
					if (frame != null) {
						this.queue.rejectWith(frame, () -> sendClose(status));
					}
					else {
						this.queue.discard();
						this.queue.finish(() -> sendClose(status));
					}
				});
	}

	/**
	 * Close after what waits to be sent.
	 * @param last goes out as the last frame, or {@code null} for none
	 */
	void close(@Nullable OutboundFrame last, SocketCloseStatus status, @Nullable Throwable cause) {
		State before = this.lifecycle.moveTo(State.CLOSED);
		if (before == null) {
			return;
		}
		this.reason = reason(status, CloseReason.Initiator.LOCAL, cause);
		each(() -> this.lifecycle.schedule(this.patience, this::cut), () -> {
			if (before == State.HANDSHAKING) {
				this.queue.discard();
				this.lifecycle.releaseHeld();
			}
			if (last != null) {
				this.queue.add(last);
			}
		}, () -> this.queue.finish(() -> sendClose(status)), () -> this.connection.calls().end());
	}

	/**
	 * The other side has told why it closes. That counts, whatever its close says.
	 */
	void announced(CloseReason announced) {
		if (this.announced == null) {
			this.announced = announced;
			this.lifecycle.schedule(this.patience, () -> close(null, announced.status(), null));
		}
	}

	private CloseReason reason(SocketCloseStatus status, CloseReason.Initiator initiator, @Nullable Throwable cause) {
		CloseReason announced = this.announced;
		return (announced != null) ? announced : new CloseReason(status, initiator, cause);
	}

	/**
	 * Close without what waits to be sent.
	 * @param fault what is wrong with the peer, for the log
	 */
	@Override
	public void giveUp(SocketCloseStatus status, String fault) {
		each(() -> {
			if (!this.lifecycle.isClosed()) {
				this.log.givenUp(status, fault, this.queue.size(), this.queue.bytes());
			}
		}, this.queue::discard, () -> close(null, status, null));
	}

	private void sendClose(SocketCloseStatus status) {
		this.transport.close(status).subscribe(null, (ex) -> end(status, ex));
	}

	/**
	 * Nothing more arrives.
	 */
	void receivingEnded(@Nullable Throwable ex) {
		// What adds up to too much, from fragments or from a deflated frame, makes the
		// decoders of Reactor Netty fail, without a close of the right code.
		if (ex != null && TOO_BIG.contains(ex.getClass().getSimpleName())) {
			close(null, SocketCloseStatus.TOO_BIG, null);
			return;
		}
		if (isClosed() && this.transport.isOpen()) {
			// Nothing is read any more once this side has sent its close, which may not
			// have got through yet. The transport tells when it has, or it is cut.
			return;
		}
		// A session may never say what it was closed with, though it cannot go on.
		this.lifecycle.schedule(this.patience, this::cut);
		endWith(this.transport.closeStatus(), ex);
	}

	private void endWith(Mono<CloseStatus> status, @Nullable Throwable ex) {
		status.map(Optional::of)
			.defaultIfEmpty(Optional.empty())
			.subscribe((known) -> known.ifPresentOrElse(this::closedByPeer, () -> end(SocketCloseStatus.ABNORMAL, ex)),
					(unknown) -> end(SocketCloseStatus.ABNORMAL, ex));
	}

	private void closedByPeer(CloseStatus status) {
		String text = (status.getReason() != null) ? status.getReason() : "";
		SocketCloseStatus closed = new SocketCloseStatus(status.getCode(), text);
		Runnable end = () -> end(closed, null);
		// What the peer had sent before is handled first, as far as handlers let it be.
		// Nobody can receive an answer any more: those that work on one make room.
		each(() -> this.connection.calls().inbound().close(), () -> this.lifecycle.schedule(this.patience, end),
				() -> this.lifecycle.reader().afterHeld(end));
	}

	/**
	 * End without a close.
	 */
	void cut() {
		each(this.transport::abort, () -> end(SocketCloseStatus.ABNORMAL, null));
	}

	/**
	 * The connection has ended.
	 */
	void end(SocketCloseStatus status, @Nullable Throwable ex) {
		if (this.lifecycle.moveTo(State.CLOSED) != null) {
			this.reason = reason(status, CloseReason.Initiator.REMOTE, ex);
		}
		if (!this.ended.compareAndSet(false, true)) {
			return;
		}
		CloseReason reason = this.reason;
		CloseReason known = (reason != null) ? reason : new CloseReason(status, CloseReason.Initiator.LOCAL, ex);
		each(() -> this.connection.calls().end(), this.queue::discard, () -> this.lifecycle.ended(known),
				() -> this.listeners.closed(known), () -> this.transport.execute(this.end::tryEmitEmpty));
	}

	/**
	 * Take each of some steps, whatever the others throw: else one fault would keep the
	 * connection for ever.
	 */
	void each(Runnable... steps) {
		for (Runnable step : steps) {
			try {
				step.run();
			}
			catch (Throwable ex) {
				this.log.endFailed(ex);
			}
		}
	}

}
