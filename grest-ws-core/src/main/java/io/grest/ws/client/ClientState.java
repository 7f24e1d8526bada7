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
 * @since 0.1.0
 */
public record ClientState(Phase phase, @Nullable Throwable error, @Nullable Instant nextAttempt) {

	static ClientState of(Phase phase, @Nullable Throwable error) {
		return new ClientState(phase, error, null);
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
