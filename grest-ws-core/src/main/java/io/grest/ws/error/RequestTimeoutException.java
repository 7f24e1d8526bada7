package io.grest.ws.error;

/**
 * Error of a call whose answer has not arrived within the request timeout.
 * {@link #mayHaveRun()} says whether the other side may have run it. Raised by the
 * calling side; does not cross the wire as itself.
 *
 * @since 0.1.0
 */
@ErrorType(value = "SERVER_ERROR", status = 500)
public class RequestTimeoutException extends ServerErrorException {

	private final boolean mayHaveRun;

	/**
	 * Create the error of a call that may have run.
	 */
	public RequestTimeoutException() {
		this(true);
	}

	/**
	 * Create the error of a call.
	 * @param mayHaveRun whether the other side may have run the call
	 */
	public RequestTimeoutException(boolean mayHaveRun) {
		super("Request timeout");
		this.mayHaveRun = mayHaveRun;
	}

	/**
	 * Return whether the call was handed to a socket, so that the other side may have run
	 * it, or still runs it. In doubt it was.
	 * @return {@code false} if the call has waited to be sent all the time: it has not
	 * run, does not run later, and can be made again
	 */
	public boolean mayHaveRun() {
		return this.mayHaveRun;
	}

}
