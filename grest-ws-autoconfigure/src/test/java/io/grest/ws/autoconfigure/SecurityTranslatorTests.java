package io.grest.ws.autoconfigure;

import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authorization.AuthorizationDeniedException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecurityTranslator}.
 */
@Tag("security")
class SecurityTranslatorTests {

	private final SecurityTranslator translator = new SecurityTranslator();

	@Test
	void translatesDenialToForbidden() {
		assertThat(this.translator.translate(new AuthorizationDeniedException("denied")))
			.isInstanceOf(ForbiddenException.class);
	}

	@Test
	void translatesBadCredentialsToNotAuthorized() {
		assertThat(this.translator.translate(new BadCredentialsException("bad")))
			.isInstanceOf(NotAuthorizedException.class);
	}

	@Test
	void leavesWhatCouldNotBeJudged() {
		assertThat(this.translator.translate(new AuthenticationServiceException("no issuer"))).isNull();
		assertThat(this.translator.translate(new InternalAuthenticationServiceException("no database"))).isNull();
		assertThat(this.translator.translate(new IllegalStateException("no bean"))).isNull();
	}

}
