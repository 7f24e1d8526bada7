package io.grest.ws.internal.security;

import java.security.Principal;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;
import org.springframework.util.ClassUtils;

/**
 * Ends of the tokens that principals have authenticated with.
 */
final class TokenEnds {

	private static final boolean OAUTH2_PRESENT = ClassUtils.isPresent(
			"org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken",
			TokenEnds.class.getClassLoader());

	private TokenEnds() {
	}

	/**
	 * Return the end of a principal's token, or {@code null} if it has none.
	 */
	static @Nullable Instant of(Principal principal) {
		return OAUTH2_PRESENT ? OAuth2.end(principal) : null;
	}

	/**
	 * Isolated use of Spring Security's resource server, which is optional.
	 */
	private static final class OAuth2 {

		static @Nullable Instant end(Principal principal) {
			return (principal instanceof AbstractOAuth2TokenAuthenticationToken<?> authentication)
					? authentication.getToken().getExpiresAt() : null;
		}

	}

}
