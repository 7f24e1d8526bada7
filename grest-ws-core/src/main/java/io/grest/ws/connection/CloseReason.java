package io.grest.ws.connection;

import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Why a connection closed.
 *
 * @param status the close code and reason; {@link SocketCloseStatus#ABNORMAL} if it ended
 * without a close
 * @param initiator who closed it
 * @param cause what failed, or {@code null} if it closed in order
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
	 * The close code.
	 * @return the code, see {@link SocketCloseStatus}
	 */
	public int code() {
		return this.status.code();
	}

	/**
	 * Who closed it, the code and the reason.
	 */
	@Override
	public String toString() {
		return this.status + ((this.initiator == Initiator.LOCAL) ? " by this side" : " by the other side")
				+ ((this.cause != null) ? ": " + this.cause : "");
	}

	/**
	 * Who closed a connection.
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
