package io.grest.ws.server;

import java.util.stream.Collectors;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.call.DeniedException;
import io.grest.ws.internal.call.HandlerErrors;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.observation.LogText;
import io.grest.ws.observation.RecentCauses;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Log of the handshakes of one server: what was refused and why, each cause once an hour.
 * Safe to use from any thread.
 */
final class HandshakeLog {

	private static final Log logger = LogFactory.getLog(Loggers.SERVER);

	private static final int LONG = 512;

	private final HandlerErrors errors;

	private final RecentCauses refusedQueries = new RecentCauses();

	private final RecentCauses lateHandshakes = new RecentCauses();

	private final RecentCauses tooMany = new RecentCauses();

	HandshakeLog(HandlerErrors errors) {
		this.errors = errors;
	}

	/**
	 * Log a query that does not fit.
	 * @param connection the connection, for its name
	 * @param fault what does not fit
	 */
	void refusedQuery(Object connection, ValidationException fault) {
		String issues = LogText.of(fault.issues()
			.stream()
			.map((issue) -> "'" + issue.path() + "' " + issue.message() + " (" + issue.code() + ")")
			.collect(Collectors.joining(", ")), LONG);
		warn(this.refusedQueries, issues, "Refused the query of " + connection + ": " + issues
				+ "; a client must send the parameters that the contract's query type declares");
	}

	/**
	 * Log a handshake that has taken too long.
	 * @param connection the connection, for its name
	 * @param fault what has not happened
	 */
	void late(Object connection, String fault) {
		warn(this.lateHandshakes, fault, "Handshake of " + connection + " has taken longer than"
				+ " grest.ws.server.handshake-timeout: " + fault);
	}

	/**
	 * Return the error for a user that has too many connections, and log it.
	 * @param connection the connection, for its name
	 */
	TooManyRequestsException tooMany(SocketConnection<?> connection) {
		String contract = connection.contract().name();
		warn(this.tooMany, contract,
				"Handshake of " + connection + " is rejected: grest.ws.server.max-connections-per-principal"
						+ " is reached; the client may come back later");
		return new TooManyRequestsException("Too many connections of this user");
	}

	private static void warn(RecentCauses causes, String cause, String line) {
		if (causes.add(cause)) {
			logger.warn(line + "; logged once an hour");
		}
		else {
			logger.debug(line);
		}
	}

	/**
	 * Return the error to send for a failure, and log what it hides.
	 * @param connection the connection
	 * @param failure the failure of an interceptor or the handler
	 */
	SocketException tell(SocketConnection<?> connection, Throwable failure) {
		SocketException known = (failure instanceof SocketException error) ? own(error)
				: this.errors.translate(failure, connection.principal().orElse(null));
		if (failure instanceof DeniedException) {
			this.errors.denied("The handshake of " + connection, connection.principal().orElse(null), failure);
		}
		if (known != null) {
			if (logger.isDebugEnabled()) {
				logger.debug(connection + " is rejected with " + known.type() + " " + known.context().ref()
						+ ((known != failure) ? " for " + failure : ""));
			}
			return known;
		}
		ServerErrorException told = new ServerErrorException(null, failure);
		this.errors.failures()
			.error(logger, "handshake",
					told.context().ref() + ": handshake of " + connection + " failed; the client receives SERVER_ERROR",
					failure);
		return told;
	}

	/**
	 * Return the rejection of a client, and log what it hides. An error that cannot be
	 * written is replaced.
	 * @param connection the connection
	 * @param failure the failure of an interceptor or the handler
	 * @param format the format of its last frame
	 */
	Rejection reject(SocketConnection<?> connection, Throwable failure, WireFormat format) {
		SocketException told = tell(connection, failure);
		WireFormat.Farewell farewell;
		try {
			farewell = format.rejected(told);
		}
		catch (Throwable unwritable) {
			told = tell(connection, unwritable);
			farewell = format.rejected(told);
		}
		// The client receives only the code.
		if (told == failure && farewell.frame() == null && farewell.status() == SocketCloseStatus.INTERNAL_ERROR) {
			hidden(connection, told, farewell.status());
		}
		return new Rejection(told, farewell);
	}

	private static @Nullable SocketException own(SocketException error) {
		return HandlerErrors.isOfAnotherCall(error) ? null : error;
	}

	/**
	 * Log a step of the clean-up that failed.
	 */
	void endFailed(Throwable ex) {
		this.errors.failures().error(logger, "end", "A handshake has ended, but a step of its clean-up failed", ex);
	}

	/**
	 * Log an error of which the client receives only the close code.
	 * @param connection the connection, for its name
	 * @param told the error
	 * @param status the close code and its text
	 */
	private void hidden(Object connection, SocketException told, Object status) {
		this.errors.failures()
			.error(logger, "handshake", told.context().ref() + ": handshake of " + connection + " failed with "
					+ told.type() + "; the connection is closed with " + status, told);
	}

	/**
	 * Rejection of a client.
	 *
	 * @param told the error that it is told
	 * @param farewell its last frame and the close
	 */
	record Rejection(SocketException told, WireFormat.Farewell farewell) {

	}

}
