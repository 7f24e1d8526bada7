package io.grest.ws.security;

import io.grest.ws.handshake.ServerHandshake;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.security.core.Authentication;

/**
 * Strategy to judge the in-band credentials of a client, for an
 * {@link AuthenticationInterceptor}. A bean of this type takes the place of the
 * application's security filter chain.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SocketAuthenticator {

	/**
	 * Judge the credentials of a client, when it connects and each time that it renews
	 * them. Must not block.
	 *
	 * <p>
	 * An {@link org.springframework.security.core.AuthenticationException} rejects the
	 * client with {@code NOT_AUTHORIZED}, an
	 * {@link org.springframework.security.access.AccessDeniedException} with
	 * {@code FORBIDDEN}; neither reaches it with more than that. An
	 * {@link org.springframework.security.authentication.AuthenticationServiceException}
	 * says that the credentials could not be judged: it becomes {@code SERVER_ERROR}, as
	 * any other exception that is no {@link io.grest.ws.error.SocketException}.
	 * @param handshake the handshake, with the in-band headers
	 * @return the authentication, or empty if the handshake has no credentials that this
	 * strategy can judge
	 */
	Mono<Authentication> authenticate(ServerHandshake handshake);

	/**
	 * Return the authenticator that has the application's own security filter chain judge
	 * the in-band header {@code authorization}, as if it stood on the upgrade request:
	 * converters, authorities and rules for paths are those of the application. The chain
	 * receives a {@code GET} of the upgrade's URI, with its other headers, its cookies
	 * and its remote address. An HTTP session that the upgrade carried is read, and
	 * neither changed nor saved.
	 * @param context the application context, with the bean of Spring Security's
	 * {@code WebFilterChainProxy}
	 * @return the authenticator
	 * @throws org.springframework.beans.factory.NoSuchBeanDefinitionException if there is
	 * no chain
	 */
	static SocketAuthenticator ofChain(ApplicationContext context) {
		return ChainAuthenticator.of(context);
	}

}
