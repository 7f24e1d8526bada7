package io.grest.ws.client;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Where a {@link SocketClient} stands.
 *
 * @param phase the phase
 * @param error what ended the connection or the attempt before; {@code null} while all
 * goes well and after a close by this side
 * @param nextAttempt when it tries again; {@code null} except while disconnected
 * @param disconnectedSince since when there is no connection, from the making of the
 * client on; {@code null} while it is open
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

	ClientState disconnectedSince(@Nullable Instant disconnectedSince) {
		return new ClientState(this.phase, this.error, this.nextAttempt, disconnectedSince);
	}

	/**
	 * The phases of a client: {@code IDLE -> CONNECTING -> OPEN -> DISCONNECTED ->
	 * CONNECTING ... -> CLOSED}.
	 */
	public enum Phase {

		/**
		 * Not asked to connect yet.
		 */
		IDLE,

		/**
		 * Being connected.
		 */
		CONNECTING,

		/**
		 * Connected: calls are sent.
		 */
		OPEN,

		/**
		 * Not connected, and waiting for the next attempt.
		 */
		DISCONNECTED,

		/**
		 * Ended: closed by this side, rejected, or out of attempts.
		 */
		CLOSED

	}

}
