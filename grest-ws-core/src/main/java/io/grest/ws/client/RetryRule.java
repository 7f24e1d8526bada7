package io.grest.ws.client;

import java.util.function.Predicate;

import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Rule of a client that decides after which errors it tries again.
 *
 * @param contract the name of the contract
 * @param shouldRetry the rule of the application, or the default
 */
record RetryRule(String contract, Predicate<Throwable> shouldRetry) {

	private static final Log logger = LogFactory.getLog(Loggers.CLIENT);

	/**
	 * Return whether to try again after a failed attempt, or a connection that was lost.
	 */
	boolean mayRetry(Throwable ex) {
		if (ex instanceof InvalidSocketRequestException) {
			return false;
		}
		try {
			return this.shouldRetry.test(ex);
		}
		catch (Throwable thrown) {
			logger.error("shouldRetry of the client of " + this.contract + " failed, so the default applies", thrown);
			return SocketClients.mayPass(ex);
		}
	}

	/**
	 * Return whether to try again after the application did not complete a request. An
	 * error of its own code is no rejection by the server, whatever its type.
	 */
	boolean mayPrepareAgain(Throwable ex) {
		return (this.shouldRetry == SocketClients.DEFAULT_RETRY) ? !(ex instanceof InvalidSocketRequestException)
				: mayRetry(ex);
	}

}
