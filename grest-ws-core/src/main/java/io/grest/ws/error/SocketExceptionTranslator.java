package io.grest.ws.error;

import org.jspecify.annotations.Nullable;

/**
 * Strategy to translate exceptions of handlers, such as those of a library, into errors
 * that the other side may receive. Called for exceptions that are no
 * {@link SocketException}, on the thread that the handler failed on; must not block.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SocketExceptionTranslator {

	/**
	 * Translate an exception.
	 * @param exception the exception of a handler
	 * @return an error that the method declares, one that every method may answer, or
	 * {@link ForbiddenException} or {@link NotAuthorizedException}, which need not be
	 * declared here; {@code null} to leave it to the next translator, after the last of
	 * which it is answered with {@link ServerErrorException}
	 */
	@Nullable SocketException translate(Throwable exception);

}
