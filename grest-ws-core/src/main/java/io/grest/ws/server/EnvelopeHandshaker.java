package io.grest.ws.server;

import java.util.Map;

import io.grest.ws.connection.ConnectionFactory;
import io.grest.ws.context.ContextValues;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.observation.SocketMetrics.Outcome;
import io.grest.ws.protocol.Frame;
import io.grest.ws.protocol.SocketCloseStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.util.context.ContextView;

/**
 * The handshake of a dialect that has no frames for one: the upgrade request is all that
 * interceptors see, and a client is not told that it is accepted, so it may send before
 * it is. An error of a contract is told by a last frame; any other, and one that may pass
 * by itself, by no frame at all.
 */
final class EnvelopeHandshaker<S, C> extends ServerHandshaker<S, C> {

	private static final Log logger = LogFactory.getLog(EnvelopeHandshaker.class);

	EnvelopeHandshaker(SocketServer<S, C> server, ConnectionFactory.Origin origin, ContextValues values,
			@Nullable ValidationException queryFault, ContextView opening) {
		super(server, origin, values, queryFault, opening);
	}

	@Override
	void rejectQuery(ValidationException fault) {
		reject(fault);
	}

	@Override
	void begun() {
		shakeHands(Map.of());
	}

	@Override
	public void receive(Frame frame) {
		control().hold(frame);
	}

	@Override
	byte @Nullable [] accepted() {
		return null;
	}

	@Override
	void reject(Throwable ex) {
		Throwable failure = Exceptions.unwrap(ex);
		try {
			if (failure instanceof SocketException told) {
				SocketCloseStatus temporary = SocketCloseStatus.ofTemporary(told.type(), told.status());
				byte[] frame = (temporary != null) ? null : codec().encodeErrorFrame(told);
				reject(frame, (temporary != null) ? temporary : SocketCloseStatus.ofError(told), told);
				return;
			}
		}
		catch (RuntimeException unwritable) {
			failure.addSuppressed(unwritable);
		}
		logger.error("Handshake of " + control().connection() + " failed; it closes with "
				+ SocketCloseStatus.INTERNAL_ERROR, failure);
		ended(Outcome.ERROR, failure);
		control().reject(null, SocketCloseStatus.INTERNAL_ERROR, failure);
	}

	private void reject(byte @Nullable [] frame, SocketCloseStatus status, SocketException told) {
		if (status == SocketCloseStatus.INTERNAL_ERROR) {
			logger.error(told.context().ref() + ": handshake of " + control().connection() + " failed with "
					+ told.type() + "; it closes with " + status, told);
		}
		ended(told.type(), told);
		control().reject(frame, status, told);
	}

	@Override
	public void timedOut() {
		warnOfTimeout();
		ServerErrorException timeout = new ServerErrorException("Handshake timeout");
		ended(Outcome.HANDSHAKE_FAILED, timeout);
		control().reject(null, SocketCloseStatus.INTERNAL_ERROR, timeout);
	}

}
