package io.grest.ws.internal.call;

import io.grest.ws.observation.RecentCauses;
import org.apache.commons.logging.Log;

/**
 * Log lines for failures of user code, each with its stack trace once an hour for a place
 * and a class of exception, so that no peer floods the log by making it fail again and
 * again. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class FailureLog {

	private final RecentCauses traced = new RecentCauses();

	/**
	 * Log a failure at ERROR.
	 * @param logger the logger
	 * @param place the place of the failure, one of a few
	 * @param line the line
	 * @param failure the failure
	 */
	public void error(Log logger, String place, String line, Throwable failure) {
		if (this.traced.add(place + " " + failure.getClass().getName())) {
			logger.error(line, failure);
			return;
		}
		logger.error(line + ": " + failure + " (stack trace logged once an hour)");
		logger.debug(line, failure);
	}

}
