package io.grest.ws.connection;

import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Reason of a connection's close.
 *
 * @param status the close code and reason; {@link SocketCloseStatus#ABNORMAL} if it ended
 * without a close
 * @param initiator the side that closed it
 * @param cause the failure, or {@code null} for a regular close
 * @since 0.1.0
 */
public record CloseReason(SocketCloseStatus status, Initiator initiator, @Nullable Throwable cause) {

	/**
	 * Create a reason.
	 */
	public CloseReason {
		Assert.notNull(status, "Status must not be null");
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
