package io.grest.ws.autoconfigure;

import io.grest.ws.error.BadRequestException;
import io.grest.ws.error.ExistsException;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.SocketExceptionTranslator;
import io.grest.ws.error.TooManyRequestsException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.ErrorResponse;

/**
 * Translator of Spring's exceptions with an HTTP status, such as
 * {@code ResponseStatusException}, to the standard error of that status. Their detail is
 * not passed on. After the translators of the application.
 */
@Order(Ordered.LOWEST_PRECEDENCE)
final class ErrorResponseTranslator implements SocketExceptionTranslator {

	@Override
	public @Nullable SocketException translate(Throwable exception) {
		return (exception instanceof ErrorResponse response) ? ofStatus(response.getStatusCode().value()) : null;
	}

	private static @Nullable SocketException ofStatus(int status) {
		return switch (status) {
			case 400 -> new BadRequestException();
			case 401 -> new NotAuthorizedException();
			case 403 -> new ForbiddenException();
			case 404 -> new NotFoundException();
			case 409 -> new ExistsException();
			case 429 -> new TooManyRequestsException();
			default -> null;
		};
	}

}
