package io.grest.ws.internal.call;

import io.grest.ws.error.SocketException;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.wire.ErrorFrame;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.protocol.SocketCloseStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Errors reported by closing the connection, in a format without answers. A server sends
 * its client a last frame and closes, or only closes for a temporary error; a client uses
 * the frame as the reason of the close. A failed handler of a client loses only its
 * message, because its errors are not sent to the server.
 *
 * @param format the format of frames
 * @param peerErrors the errors of the server as a client raises them, or {@code null} on
 * a server
 * @since 0.1.0
 */
public record ErrorFrames(WireFormat format, @Nullable PeerErrors peerErrors) {

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	/**
	 * Handle the failure of a message's handler.
	 * @param session the session
	 * @param declared the error, or {@code null} for one that the contract does not
	 * declare
	 * @return {@code false} if the connection stays open
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
			// Logged, because the client receives the close code only.
			if (farewell.frame() == null && farewell.status() == SocketCloseStatus.INTERNAL_ERROR) {
				logger.error(declared.context().ref() + ": handler on " + session.scope() + " raised " + declared.type()
						+ "; the connection closes with " + farewell.status(), declared);
			}
			session.ender().close(farewell.frame(), farewell.status(), declared);
		}
		catch (Throwable ex) {
			session.ender().failed(ex);
		}
		return true;
	}

	/**
	 * Handle a received error frame, which only the close follows.
	 * @param ender the way to end the session
	 * @param frame the whole frame
	 * @return {@code false} if this side does not expect such a frame
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
