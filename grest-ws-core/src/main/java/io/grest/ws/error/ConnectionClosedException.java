package io.grest.ws.error;

import org.jspecify.annotations.Nullable;

/**
 * Error of a call without an open connection: the call cannot be sent, or its answer can
 * no longer arrive. {@link #mayHaveRun()} says whether the other side may have run it.
 * Raised by the calling side; does not cross the wire as itself.
 *
 * @since 0.1.0
 */
@ErrorType(value = "SERVER_ERROR", status = 500)
public class ConnectionClosedException extends ServerErrorException {

	private final boolean mayHaveRun;

	/**
	 * Create the error of a call that may have run.
	 */
	public ConnectionClosedException() {
		this(true);
	}

	/**
	 * Create the error of a call.
	 * @param mayHaveRun whether the other side may have run the call
	 */
	public ConnectionClosedException(boolean mayHaveRun) {
		super("Socket connection closed!");
		this.mayHaveRun = mayHaveRun;
	}

	/**
	 * Create the error of a connection that is not open, so that the call was not sent.
	 * @param displayMessage the reason
	 * @param cause the error that ended the connection or the attempt to open it, or
	 * {@code null}
	 */
	public ConnectionClosedException(String displayMessage, @Nullable Throwable cause) {
		super(displayMessage, cause);
		this.mayHaveRun = false;
	}

	/**
	 * Return whether the call was handed to a socket, so that the other side may have run
	 * it. In doubt it was.
	 * @return {@code false} if the call was not sent: it has not run, and can be made
	 * again
	 */
	public boolean mayHaveRun() {
		return this.mayHaveRun;
	}

}
