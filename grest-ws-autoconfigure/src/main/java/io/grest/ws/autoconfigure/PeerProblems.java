package io.grest.ws.autoconfigure;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.DeadlineExceededException;
import io.grest.ws.error.RequestTimeoutException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.SocketException.FailedCall;
import io.grest.ws.internal.Loggers;
import io.grest.ws.observation.LogText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Advice that answers the failed calls of controllers with problems, RFC 9457. An error
 * that the called method declares keeps its status; others are failures of a gateway. All
 * else is left to the exception handlers of the application, which also come first.
 */
@RestControllerAdvice(annotations = RestController.class)
@Order(Ordered.LOWEST_PRECEDENCE)
final class PeerProblems {

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	/**
	 * Answer with the problem of a failed call.
	 * @param error the error, that was thrown or is a cause of what was
	 * @param thrown the exception of the controller
	 * @return the problem
	 * @throws Throwable the exception of the controller, if it is not that of a call
	 */
	@ExceptionHandler(SocketException.class)
	ProblemDetail problem(SocketException error, Throwable thrown) throws Throwable {
		FailedCall call = error.failedCall().orElse(null);
		if (call == null || unwrap(thrown) != error) {
			throw thrown;
		}
		return (call.declared() && isError(error.status())) ? declared(error) : failed(call, error);
	}

	// What the application wraps in an exception of its own is its own error.
	private static @Nullable Throwable unwrap(@Nullable Throwable thrown) {
		return (thrown instanceof CompletionException || thrown instanceof ExecutionException)
				? unwrap(thrown.getCause()) : thrown;
	}

	private static boolean isError(int status) {
		return status >= 400 && status <= 599;
	}

	private static ProblemDetail declared(SocketException error) {
		ProblemDetail problem = ProblemDetail.forStatus(error.status());
		problem.setDetail(error.displayMessage().orElse(null));
		problem.setProperty("errorType", error.type());
		return problem;
	}

	private static ProblemDetail failed(FailedCall call, SocketException error) {
		HttpStatus status = statusOf(error);
		ProblemDetail problem = ProblemDetail.forStatus(status);
		problem.setProperty("ref", error.context().ref());
		String cause = (error.getCause() != null) ? ", caused by " + error.getCause() : "";
		logger.warn("Call of " + call.path() + " by a controller failed, answered with " + status.value() + ": "
				+ LogText.of(error.getMessage() + cause, 512));
		logger.debug("Call of " + call.path() + " failed", error);
		return problem;
	}

	private static HttpStatus statusOf(SocketException error) {
		if (error instanceof RequestTimeoutException || error instanceof DeadlineExceededException) {
			return HttpStatus.GATEWAY_TIMEOUT;
		}
		return (error instanceof ConnectionClosedException) ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.BAD_GATEWAY;
	}

}
