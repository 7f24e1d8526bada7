package io.grest.ws.internal.call;

import java.security.Principal;
import java.util.List;
import java.util.Set;

import io.grest.ws.contract.ContractError;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.SocketExceptionTranslator;
import io.grest.ws.internal.Loggers;
import io.grest.ws.observation.LogText;
import io.grest.ws.observation.RecentCauses;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Errors of handlers as the other side receives them. What it does not receive is logged
 * with the same ref.
 *
 * @since 0.1.0
 */
public final class HandlerErrors {

	// Every method may answer these by a translator, and every receiver knows them.
	private static final Set<String> OF_SECURITY = Set.of("FORBIDDEN", "NOT_AUTHORIZED");

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	private final List<SocketExceptionTranslator> translators;

	private final FailureLog failures = new FailureLog();

	private final RecentCauses denials = new RecentCauses();

	/**
	 * Create the errors of a side.
	 * @param translators the translators of exceptions, in order
	 */
	public HandlerErrors(List<SocketExceptionTranslator> translators) {
		this.translators = List.copyOf(translators);
	}

	/**
	 * Return the log of failures of this side.
	 * @return the log
	 */
	public FailureLog failures() {
		return this.failures;
	}

	/**
	 * Return an error that every receiver knows, although its method does not declare it.
	 * @param type the type of the error
	 * @return the error, or {@code null} if it is not one of those of security and of
	 * streams
	 */
	static @Nullable ContractError knownAnywhere(String type) {
		return OF_SECURITY.contains(type) ? ContractError.ALL_STANDARD.get(type) : ContractError.OF_STREAMS.get(type);
	}

	/**
	 * Return whether an error is that of another call, made by a handler, and every
	 * method knows its type. It says nothing about the call of the handler, and its text
	 * may name what the caller must not see.
	 * @param error the error of a handler
	 * @return {@code true} if it must not be passed on
	 */
	public static boolean isOfAnotherCall(SocketException error) {
		return error.failedCall().isPresent() && ContractError.STANDARD.containsKey(error.type());
	}

	/**
	 * Translate an exception of code that runs for no peer in particular.
	 * @param failure the exception
	 * @return the error, or {@code null} if it is one already or nobody translates it
	 */
	public @Nullable SocketException translate(Throwable failure) {
		if (failure instanceof SocketException) {
			return null;
		}
		if (failure instanceof DeniedException denied) {
			return denied.toError();
		}
		for (SocketExceptionTranslator translator : this.translators) {
			try {
				SocketException translated = translator.translate(failure);
				if (translated != null) {
					return translated;
				}
			}
			catch (Throwable ex) {
				String line = "Translator of exceptions failed: " + translator.getClass().getName();
				this.failures.error(logger, line, line, ex);
			}
		}
		return null;
	}

	/**
	 * Translate an exception of what a peer has asked for. Whom Spring Security denies
	 * may be allowed once it has authenticated.
	 * @param failure the exception
	 * @param principal the peer, or {@code null} for nobody
	 * @return the error, or {@code null} if it is one already or nobody translates it
	 */
	public @Nullable SocketException translate(Throwable failure, @Nullable Principal principal) {
		SocketException translated = translate(failure);
		return (translated instanceof ForbiddenException && principal == null && isDenial(failure))
				? new NotAuthorizedException() : translated;
	}

	// By its name, as Spring Security may be absent.
	private static boolean isDenial(Throwable failure) {
		for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
			if (type.getName().equals("org.springframework.security.access.AccessDeniedException")) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Log that a rule has denied a call or a handshake, each rule once an hour, so that
	 * no peer fills the log.
	 * @param what what was denied
	 * @param principal the peer, or {@code null} for nobody
	 * @param denial names the rule
	 */
	public void denied(String what, @Nullable Principal principal, Throwable denial) {
		String line = what + " is denied to " + ((principal != null) ? LogText.of(principal.getName()) : "nobody")
				+ " by " + denial.getMessage();
		if (this.denials.add(String.valueOf(denial.getMessage()))) {
			logger.warn(line + "; logged once an hour");
		}
		else {
			logger.debug(line);
		}
	}

	/**
	 * Return the error to send for the failure of a handler, and log what it hides.
	 * @param call the call
	 * @param failure the failure
	 * @param scope the connection
	 * @param caller the peer of the connection
	 */
	SocketException tell(InboundCall call, Throwable failure, Object scope, Caller caller) {
		SocketException translated = translate(failure, caller.principal());
		if (failure instanceof DeniedException) {
			denied(call.method().path() + " on " + scope, caller.principal(), failure);
		}
		if (translated != null && (call.method().declares(translated) || OF_SECURITY.contains(translated.type()))) {
			logger.debug(call.method().path() + " on " + scope + " answers " + translated.type() + " for " + failure);
			return translated;
		}
		SocketException told = (failure instanceof InvalidResultException invalid) ? invalid.toServerError()
				: new ServerErrorException(null, failure);
		this.failures.error(logger, call.method().path(),
				told.context().ref() + ": handler of " + call.method().path() + " on " + scope
						+ " failed with an error that the contract does not declare"
						+ ((translated != null) ? " (translated to " + translated.type() + ": add throws "
								+ translated.getClass().getSimpleName() + " to the method)" : "")
						+ ((call.id() != null) ? "; the peer receives SERVER_ERROR" : ""),
				failure);
		return told;
	}

	/**
	 * Return the error to send for the failure of a stream that a call sends, and log
	 * what it hides.
	 * @param method the called method
	 * @param failure the failure
	 * @param scope the connection
	 */
	SocketException tellInput(OutboundMethod method, Throwable failure, Object scope) {
		if (failure instanceof SocketException known && !isOfAnotherCall(known) && method.knows(known.type())) {
			return known;
		}
		SocketException told = new ServerErrorException(null, failure);
		this.failures.error(logger, method.path(),
				told.context().ref() + ": the stream for " + method.path() + " on " + scope
						+ " failed with an error that the contract does not declare; the peer receives SERVER_ERROR",
				failure);
		return told;
	}

}
