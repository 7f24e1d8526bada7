package io.grest.ws.test;

import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;

/**
 * Descriptions of how calls have ended.
 */
final class Outcomes {

	private Outcomes() {
	}

	/**
	 * Return the error, with its data.
	 */
	static String describe(Throwable error) {
		boolean hasData = error instanceof SocketException known && known.data() != null
				&& !(known instanceof ValidationException);
		return hasData ? error + " with " + ((SocketException) error).data() : error.toString();
	}

}
