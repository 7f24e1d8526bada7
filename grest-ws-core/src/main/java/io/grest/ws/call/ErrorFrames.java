package io.grest.ws.call;

import io.grest.ws.error.SocketException;
import io.grest.ws.protocol.ErrorFrame;
import io.grest.ws.protocol.Payload;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.protocol.SocketCloseStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * How errors end a connection where there are no answers to tell them by: a server sends
 * its client a last frame and closes, or closes alone because of an error that may pass
 * by itself; a client takes the frame for the reason of the close. A handler of a client
 * that fails costs its message only: a server has no use for its errors.
 *
 * @param codec writes and reads the frames
 * @param peerErrors what a server's errors mean to a client, or {@code null} on a server
 * @since 0.1.0
 */
public record ErrorFrames(PayloadCodec codec, @Nullable PeerErrors peerErrors) {

	private static final Log logger = LogFactory.getLog(ErrorFrames.class);

	/**
	 * The handler of a message failed.
	 * @param host the connection
	 * @param declared the error, or {@code null} for one that the contract does not
	 * declare
	 * @return {@code false} if that has no consequences
	 */
	public boolean messageFailed(CallHost host, @Nullable SocketException declared) {
		if (this.peerErrors != null) {
			return false;
		}
		if (declared == null) {
			host.close(null, SocketCloseStatus.INTERNAL_ERROR, null);
			return true;
		}
		SocketCloseStatus temporary = SocketCloseStatus.ofTemporary(declared.type(), declared.status());
		if (temporary != null) {
			closeWithoutFrame(host, temporary, declared);
			return true;
		}
		try {
			host.close(this.codec.encodeErrorFrame(declared), SocketCloseStatus.ofError(declared), declared);
		}
		catch (RuntimeException ex) {
			host.failed(ex);
		}
		return true;
	}

	private static void closeWithoutFrame(CallHost host, SocketCloseStatus status, SocketException declared) {
		// The client is told the code only.
		if (status == SocketCloseStatus.INTERNAL_ERROR) {
			logger.error(declared.context().ref() + ": handler on " + host + " raised " + declared.type()
					+ "; the connection closes with " + status, declared);
		}
		host.close(null, status, declared);
	}

	/**
	 * An error arrived, after which nothing but the close does.
	 * @param host the connection
	 * @param frame the whole frame
	 * @return {@code false} if this side has not to expect such a frame
	 */
	public boolean receive(CallHost host, Payload frame) {
		if (this.peerErrors == null) {
			return false;
		}
		ErrorFrame error = this.codec.readErrorFrame(frame);
		if (error.code() < 4000 || error.code() > 4999) {
			return false;
		}
		SocketException told = this.peerErrors.toException(error);
		host.closing(new SocketCloseStatus(error.code(), told.type()), told);
		return true;
	}

}
