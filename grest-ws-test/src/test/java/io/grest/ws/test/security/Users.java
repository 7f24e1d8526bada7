package io.grest.ws.test.security;

import java.security.Principal;
import java.util.Arrays;
import java.util.Optional;

import io.grest.ws.test.security.Desk.Seen;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;

/**
 * Users, and who they are to the code that asks.
 */
final class Users {

	static final String NOBODY = "nobody";

	private Users() {
	}

	static Authentication user(String name, String... roles) {
		return UsernamePasswordAuthenticationToken.authenticated(name, null,
				AuthorityUtils.createAuthorityList(Arrays.stream(roles).map("ROLE_"::concat).toList()));
	}

	static void enter(String name, String... roles) {
		SecurityContextHolder.setContext(new SecurityContextImpl(user(name, roles)));
	}

	static Seen onThread(Optional<Principal> principal) {
		return new Seen(name(principal.orElse(null)), name(SecurityContextHolder.getContext().getAuthentication()),
				"not asked");
	}

	static Mono<Seen> everywhere(Optional<Principal> principal) {
		Seen known = onThread(principal);
		return ReactiveSecurityContextHolder.getContext()
			.map(SecurityContext::getAuthentication)
			.map(Users::name)
			.defaultIfEmpty(NOBODY)
			.map((reactive) -> new Seen(known.principal(), known.holder(), reactive));
	}

	private static String name(@Nullable Principal principal) {
		return (principal != null) ? principal.getName() : NOBODY;
	}

}
