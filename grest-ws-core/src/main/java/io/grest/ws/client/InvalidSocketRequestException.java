package io.grest.ws.client;

/**
 * Exception for a {@link SocketRequest} that no attempt can succeed with: it has no URL,
 * or one that is not of a WebSocket, a path variable has no value, the URL is not
 * encrypted though the contract requires TLS, or in-band headers are set for a dialect
 * without them. A {@link SocketClient} does not try again. It has no public constructor,
 * so that no exception of an application is mistaken for it.
 *
 * @since 0.1.0
 */
public final class InvalidSocketRequestException extends IllegalArgumentException {

	InvalidSocketRequestException(String message) {
		super(message);
	}

}
