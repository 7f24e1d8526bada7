package io.grest.ws.internal.security;

import java.security.Principal;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;
import org.springframework.util.ClassUtils;

/**
 * Ends of the tokens that principals have authenticated with.
 *
 * @since 0.1.0
 */
public final class TokenEnds {

	private static final boolean OAUTH2_PRESENT = ClassUtils.isPresent(
			"org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken",
			TokenEnds.class.getClassLoader());

	private TokenEnds() {
	}

	/**
	 * Return the end of a principal's token.
	 * @param principal the principal
	 * @return the end, or {@code null} if it has no token, or one without an end
	 */
	public static @Nullable Instant of(Principal principal) {
		return OAUTH2_PRESENT ? OAuth2.end(principal) : null;
	}

	/**
	 * Isolated use of Spring Security's resource server, which is optional.
	 */
	private static final class OAuth2 {

		static @Nullable Instant end(Principal principal) {
			if (principal instanceof AbstractOAuth2TokenAuthenticationToken<?> authentication) {
				return authentication.getToken().getExpiresAt();
			}
			// What a converter of the application makes of a token.
			return (principal instanceof Authentication authentication
					&& authentication.getCredentials() instanceof OAuth2Token token) ? token.getExpiresAt() : null;
		}

	}

}
