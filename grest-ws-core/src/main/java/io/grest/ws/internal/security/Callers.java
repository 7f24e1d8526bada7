package io.grest.ws.internal.security;

import java.security.Principal;
import java.util.List;

import io.grest.ws.internal.call.Caller;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;

/**
 * Authentications of callers.
 */
final class Callers {

	private static final AuthenticationTrustResolver TRUST = new AuthenticationTrustResolverImpl();

	private static final Authentication NOBODY = new AnonymousAuthenticationToken("grest-ws", "anonymousUser",
			AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));

	private Callers() {
	}

	static boolean isNobody(Principal principal) {
		return principal instanceof Authentication authentication && TRUST.isAnonymous(authentication);
	}

	/**
	 * Return the caller whom a denial is about.
	 */
	static Caller denied(Caller caller) {
		Principal principal = caller.principal();
		return (principal == null || isNobody(principal)) ? Caller.NOBODY : caller;
	}

	/**
	 * Return the authentication that rules decide on, an anonymous one for nobody.
	 */
	static Authentication authentication(Caller caller) {
		Principal principal = caller.principal();
		return (principal != null) ? authentication(principal) : NOBODY;
	}

	// A principal of an interceptor is who it says, and has no authorities.
	private static Authentication authentication(Principal principal) {
		return (principal instanceof Authentication authentication) ? authentication
				: UsernamePasswordAuthenticationToken.authenticated(principal, null, List.of());
	}

	/**
	 * Return a new security context, an empty one for nobody.
	 */
	static SecurityContext securityContext(Caller caller) {
		SecurityContext known = knownSecurityContext(caller);
		return (known != null) ? known : new SecurityContextImpl();
	}

	/**
	 * Return a new security context, or {@code null} for nobody.
	 */
	static @Nullable SecurityContext knownSecurityContext(Caller caller) {
		Principal principal = caller.principal();
		return (principal != null && !isNobody(principal)) ? new SecurityContextImpl(authentication(principal)) : null;
	}

}
