package io.grest.ws.error;

import org.jspecify.annotations.Nullable;

/**
 * Error for a call that failed with anything that the contract does not declare. Every
 * method may answer with it. The side that raised it logs the original exception, if
 * there is one, with the {@code ref} of the {@linkplain #context() context}.
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
	 * Create the error with a display message.
	 * @param displayMessage the text to be displayed to a person on the other side
	 */
	public ServerErrorException(String displayMessage) {
		super(displayMessage, null);
	}

	/**
	 * Create the error with a display message and a cause.
	 * @param displayMessage the text to be displayed to a person on the other side, or
	 * {@code null}
	 * @param cause the cause, never sent
	 */
	public ServerErrorException(@Nullable String displayMessage, @Nullable Throwable cause) {
		super(displayMessage, null);
		if (cause != null) {
			initCause(cause);
		}
	}

}
