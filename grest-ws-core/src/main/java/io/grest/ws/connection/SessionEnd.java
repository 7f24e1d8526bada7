package io.grest.ws.connection;

import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Why a session ends, and its listeners.
 */
final class SessionEnd {

	private final CloseListeners listeners = new CloseListeners();

	private final Sinks.Empty<Void> sink = Sinks.empty();

	// Set by the thread that moved the state to CLOSED.
	private volatile @Nullable CloseReason reason;

	// Set by the thread that reads, if the other side states why it closes.
	private volatile @Nullable CloseReason announced;

	CloseListeners listeners() {
		return this.listeners;
	}

	/**
	 * Set why the session ends. What the other side has announced counts, whatever its
	 * close says.
	 */
	void because(SocketCloseStatus status, CloseReason.Initiator initiator, @Nullable Throwable cause) {
		CloseReason announced = this.announced;
		this.reason = (announced != null) ? announced : new CloseReason(status, initiator, cause);
	}

	/**
	 * Note the reason that the other side announces.
	 * @return {@code false} if it has announced one before
	 */
	boolean announce(CloseReason announced) {
		if (this.announced != null) {
			return false;
		}
		this.announced = announced;
		return true;
	}

	/**
	 * Return the reason, or one made of what ended the link if there is none.
	 */
	CloseReason reason(SocketCloseStatus status, @Nullable Throwable cause) {
		CloseReason reason = this.reason;
		return (reason != null) ? reason : new CloseReason(status, CloseReason.Initiator.LOCAL, cause);
	}

	/**
	 * Return what completes when the session has ended.
	 */
	Mono<Void> asMono() {
		return this.sink.asMono();
	}

	void complete() {
		this.sink.tryEmitEmpty();
	}

}
