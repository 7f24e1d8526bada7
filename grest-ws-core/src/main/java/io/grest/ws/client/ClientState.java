package io.grest.ws.client;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * State of a {@link SocketClient}.
 *
 * @param phase the phase
 * @param error the error that ended the last connection or attempt; {@code null} if there
 * was none, and after a close by this side
 * @param nextAttempt the time of the next attempt; {@code null} except while disconnected
 * or resuming
 * @param disconnectedSince the time since which there is no connection, from the creation
 * of the client on; {@code null} while it is open
 * @since 0.1.0
 */
public record ClientState(Phase phase, @Nullable Throwable error, @Nullable Instant nextAttempt,
		@Nullable Instant disconnectedSince) {

	static ClientState of(Phase phase, @Nullable Throwable error) {
		return new ClientState(phase, error, null, null);
	}

	static ClientState waiting(Throwable error, Instant nextAttempt) {
		return new ClientState(Phase.DISCONNECTED, error, nextAttempt, null);
	}

	ClientState resuming() {
		return new ClientState(Phase.RESUMING, this.error, this.nextAttempt, this.disconnectedSince);
	}

	ClientState disconnectedSince(@Nullable Instant disconnectedSince) {
		return new ClientState(this.phase, this.error, this.nextAttempt, disconnectedSince);
	}

	/**
	 * Phases of a client: {@code IDLE -> CONNECTING -> OPEN -> DISCONNECTED ->
	 * CONNECTING ... -> CLOSED}, and with a contract that can be resumed {@code OPEN ->
	 * RESUMING -> OPEN}.
	 */
	public enum Phase {

		/**
		 * Not used yet.
		 */
		IDLE,

		/**
		 * Connecting.
		 */
		CONNECTING,

		/**
		 * Connected: calls are sent.
		 */
		OPEN,

		/**
		 * Without a socket, connecting or waiting for the next attempt, to go on with the
		 * session: calls wait.
		 */
		RESUMING,

		/**
		 * Not connected, waiting for the next attempt.
		 */
		DISCONNECTED,

		/**
		 * Ended: closed by this side, rejected, or out of attempts.
		 */
		CLOSED

	}

}
