package io.grest.ws.client;

import java.time.Duration;
import java.util.regex.Pattern;

import io.grest.ws.error.ErrorType;
import io.grest.ws.error.ServerErrorException;
import org.jspecify.annotations.Nullable;

/**
 * Error of an upgrade that a server refused with 503 and {@code Retry-After} (RFC 9110
 * section 10.2.3), in seconds.
 */
@ErrorType(value = "SERVER_ERROR", status = 500)
final class BusyServerException extends ServerErrorException {

	private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

	private final Duration retryAfter;

	private BusyServerException(String displayMessage, Throwable cause, Duration retryAfter) {
		super(displayMessage, cause);
		this.retryAfter = retryAfter;
	}

	/**
	 * Create the error of a refusal.
	 * @param text the description of the refusal
	 * @param retryAfter the header of the answer, or {@code null} for none. A date is
	 * ignored: clocks differ
	 */
	static ServerErrorException of(String text, @Nullable String retryAfter, Throwable cause) {
		if (retryAfter == null || !SECONDS.matcher(retryAfter.trim()).matches()) {
			return new ServerErrorException(text, cause);
		}
		int seconds = Integer.parseInt(retryAfter.trim());
		return new BusyServerException(text + ", and asks to retry after " + seconds + " s", cause,
				Duration.ofSeconds(seconds));
	}

	/**
	 * Return the shortest time until the next attempt that an error asks for.
	 */
	static Duration retryAfter(Throwable ex) {
		return (ex instanceof BusyServerException busy) ? busy.retryAfter : Duration.ZERO;
	}

}
