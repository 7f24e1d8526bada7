package io.grest.ws.internal.call;

import io.grest.ws.error.SocketException;
import io.grest.ws.internal.Loggers;
import io.grest.ws.protocol.ErrorFrame;
import io.grest.ws.protocol.Payload;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.protocol.WireFormat;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * How errors end a connection where there are no answers to tell them by: a server sends
 * its client a last frame and closes, or closes alone because of an error that may pass
 * by itself; a client takes the frame for the reason of the close. A handler of a client
 * that fails costs its message only: a server has no use for its errors.
 *
 * @param format how the frames look
 * @param peerErrors what a server's errors mean to a client, or {@code null} on a server
 * @since 0.1.0
 */
public record ErrorFrames(WireFormat format, @Nullable PeerErrors peerErrors) {

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	/**
	 * The handler of a message failed.
	 * @param session the session
	 * @param declared the error, or {@code null} for one that the contract does not
	 * declare
	 * @return {@code false} if that has no consequences
	 */
	public boolean messageFailed(CallSession session, @Nullable SocketException declared) {
		if (this.peerErrors != null) {
			return false;
		}
		if (declared == null) {
			session.ender().close(null, SocketCloseStatus.INTERNAL_ERROR, null);
			return true;
		}
		try {
			WireFormat.Farewell farewell = this.format.failure(declared);
			if (farewell == null) {
				return false;
			}
			// The client receives the code only.
			if (farewell.frame() == null && farewell.status() == SocketCloseStatus.INTERNAL_ERROR) {
				logger.error(declared.context().ref() + ": handler on " + session.scope() + " raised " + declared.type()
						+ "; the connection closes with " + farewell.status(), declared);
			}
			session.ender().close(farewell.frame(), farewell.status(), declared);
		}
		catch (RuntimeException ex) {
			session.ender().failed(ex);
		}
		return true;
	}

	/**
	 * An error arrived, after which nothing but the close does.
	 * @param ender ends the session
	 * @param frame the whole frame
	 * @return {@code false} if this side has not to expect such a frame
	 */
	public boolean receive(SessionEnder ender, Payload frame) {
		if (this.peerErrors == null) {
			return false;
		}
		ErrorFrame error = this.format.readFailure(frame);
		if (error.code() < 4000 || error.code() > 4999) {
			return false;
		}
		SocketException told = this.peerErrors.toException(error);
		ender.closing(new SocketCloseStatus(error.code(), told.type()), told);
		return true;
	}

}
