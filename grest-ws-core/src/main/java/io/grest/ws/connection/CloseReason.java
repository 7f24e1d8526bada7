package io.grest.ws.connection;

import java.util.Optional;

import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Reason of a connection's close.
 *
 * @since 0.1.0
 */
public final class CloseReason {

	private final SocketCloseStatus status;

	private final Initiator initiator;

	private final @Nullable Throwable cause;

	/**
	 * Create a reason.
	 * @param status the close code and reason
	 * @param initiator the side that closed
	 * @param cause the failure, or {@code null} for a regular close
	 */
	public CloseReason(SocketCloseStatus status, Initiator initiator, @Nullable Throwable cause) {
		Assert.notNull(status, "Status must not be null");
		Assert.notNull(initiator, "Initiator must not be null");
		this.status = status;
		this.initiator = initiator;
		this.cause = cause;
	}

	/**
	 * Return the close code and its reason.
	 * @return the status; {@link SocketCloseStatus#ABNORMAL} if the connection ended
	 * without a close
	 */
	public SocketCloseStatus status() {
		return this.status;
	}

	/**
	 * Return the side that closed the connection.
	 * @return the side
	 */
	public Initiator initiator() {
		return this.initiator;
	}

	/**
	 * Return the failure that closed the connection.
	 * @return the failure, or empty for a regular close
	 */
	public Optional<Throwable> cause() {
		return Optional.ofNullable(this.cause);
	}

	/**
	 * Return the close code.
	 * @return the code, see {@link SocketCloseStatus}
	 */
	public int code() {
		return this.status.code();
	}

	/**
	 * Return a description with the code, the reason and the side that closed.
	 */
	@Override
	public String toString() {
		return this.status + ((this.initiator == Initiator.LOCAL) ? " by this side" : " by the other side")
				+ ((this.cause != null) ? ": " + this.cause : "");
	}

	/**
	 * Side that closed a connection.
	 */
	public enum Initiator {

		/**
		 * This side.
		 */
		LOCAL,

		/**
		 * The other side, or the network.
		 */
		REMOTE

	}

}
