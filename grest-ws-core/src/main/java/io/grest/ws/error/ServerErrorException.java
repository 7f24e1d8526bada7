package io.grest.ws.error;

import org.jspecify.annotations.Nullable;

/**
 * Something failed that the contract does not name. Every method may answer it. Where an
 * exception became one, the log of the side that raised it has that exception under the
 * {@code ref} of the {@linkplain #context() context}.
 *
 * @since 0.1.0
 */
@ErrorType(value = "SERVER_ERROR", status = 500)
public class ServerErrorException extends SocketException {

	/**
	 * Create the error.
	 */
	public ServerErrorException() {
	}

	/**
	 * Create the error with a text for a person on the other side.
	 * @param displayMessage the text
	 */
	public ServerErrorException(String displayMessage) {
		super(displayMessage, null);
	}

	/**
	 * Create the error with a text for a person and a cause that stays on this side.
	 * @param displayMessage the text, or {@code null}
	 * @param cause what failed, never sent
	 */
	public ServerErrorException(@Nullable String displayMessage, @Nullable Throwable cause) {
		super(displayMessage, null);
		if (cause != null) {
			initCause(cause);
		}
	}

}
