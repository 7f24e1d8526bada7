package io.grest.ws.autoconfigure;

import java.util.Map;
import java.util.function.Supplier;

import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.SocketExceptionTranslator;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Translator of the exceptions of Spring Security, by their names: it may be absent.
 * Credentials that could not be judged are no answer to who the caller is, and remain an
 * error of the server. After the translators of the application.
 */
@Order(Ordered.LOWEST_PRECEDENCE)
final class SecurityTranslator implements SocketExceptionTranslator {

	private static final String NOT_JUDGED = "org.springframework.security.authentication.AuthenticationServiceException";

	private static final Map<String, Supplier<SocketException>> ERRORS = Map.of(
			"org.springframework.security.access.AccessDeniedException", ForbiddenException::new,
			"org.springframework.security.core.AuthenticationException", NotAuthorizedException::new);

	@Override
	public @Nullable SocketException translate(Throwable exception) {
		for (Class<?> type = exception.getClass(); type != null
				&& !type.getName().equals(NOT_JUDGED); type = type.getSuperclass()) {
			Supplier<SocketException> error = ERRORS.get(type.getName());
			if (error != null) {
				return error.get();
			}
		}
		return null;
	}

}
