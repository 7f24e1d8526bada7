package io.grest.ws.test;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.test.context.TestSecurityContextHolder;
import org.springframework.util.ClassUtils;

/**
 * Identity of a tester: whom the test says, or the user of Spring Security on the thread
 * that asks.
 */
final class TesterIdentity {

	private static final boolean SECURITY_PRESENT = isPresent(
			"org.springframework.security.core.context.SecurityContextHolder");

	private static final boolean SECURITY_TEST_PRESENT = isPresent(
			"org.springframework.security.test.context.TestSecurityContextHolder");

	private boolean explicit;

	private @Nullable Principal principal;

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, TesterIdentity.class.getClassLoader());
	}

	void set(@Nullable Principal principal) {
		this.explicit = true;
		this.principal = principal;
	}

	void reset() {
		this.explicit = false;
		this.principal = null;
	}

	/**
	 * Return the principal, or {@code null} for nobody.
	 */
	@Nullable Principal current() {
		if (!SECURITY_PRESENT) {
			return this.principal;
		}
		return Security.known(this.explicit ? this.principal : Security.ofThread());
	}

	/**
	 * Isolated use of Spring Security, which is optional.
	 */
	private static final class Security {

		private static final AuthenticationTrustResolver TRUST = new AuthenticationTrustResolverImpl();

		static @Nullable Principal known(@Nullable Principal principal) {
			return (principal instanceof Authentication authentication && TRUST.isAnonymous(authentication)) ? null
					: principal;
		}

		// What a test sets itself is newer than what its annotations have set.
		static @Nullable Authentication ofThread() {
			Authentication own = SecurityContextHolder.getContext().getAuthentication();
			return (own == null && SECURITY_TEST_PRESENT) ? SecurityTest.ofThread() : own;
		}

	}

	/**
	 * Isolated use of the tests of Spring Security, which are optional.
	 */
	private static final class SecurityTest {

		static @Nullable Authentication ofThread() {
			return TestSecurityContextHolder.getContext().getAuthentication();
		}

	}

}
