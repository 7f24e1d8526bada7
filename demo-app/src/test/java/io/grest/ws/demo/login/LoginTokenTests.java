package io.grest.ws.demo.login;

import java.time.Duration;
import java.time.Instant;

import javax.crypto.SecretKey;

import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of the cookie that says who has logged in.
 */
class LoginTokenTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String SECRET = "a secret of the tests, of 32 bytes or more";

	private final LoginToken token = node(SECRET);

	private static LoginToken node(String secret) {
		return new LoginToken(LoginToken.toKey(secret));
	}

	private static ResponseCookie save(LoginToken token, SecurityContext context) {
		MockServerWebExchange exchange = exchange("");
		token.save(exchange, context).block(TIMEOUT);
		return exchange.getResponse().getCookies().getFirst(LoginToken.COOKIE);
	}

	private ResponseCookie logIn() {
		return save(this.token, new SecurityContextImpl(UsernamePasswordAuthenticationToken.authenticated("mod", null,
				AuthorityUtils.createAuthorityList("ROLE_USER", "ROLE_MODERATOR"))));
	}

	private static MockServerWebExchange exchange(String cookie) {
		return MockServerWebExchange
			.from(MockServerHttpRequest.get("/").cookie(new HttpCookie(LoginToken.COOKIE, cookie)));
	}

	private static void assertNobody(LoginToken token, String cookie) {
		StepVerifier.create(token.load(exchange(cookie))).expectComplete().verify(TIMEOUT);
	}

	@Test
	void otherNodeKnowsUserAndAuthorities() {
		Authentication user = node(SECRET).load(exchange(logIn().getValue())).block(TIMEOUT).getAuthentication();
		assertThat(user.isAuthenticated()).isTrue();
		assertThat(user.getName()).isEqualTo("mod");
		assertThat(user.getAuthorities()).extracting(GrantedAuthority::getAuthority)
			.containsExactlyInAnyOrder("ROLE_USER", "ROLE_MODERATOR");
		assertThat(LoginToken.loginOf(user)).isPresent();
	}

	@Test
	void eachLogInHasItsOwnId() {
		assertThat(idOf(logIn())).isNotEqualTo(idOf(logIn()));
	}

	private String idOf(ResponseCookie cookie) {
		return LoginToken.loginOf(this.token.load(exchange(cookie.getValue())).block(TIMEOUT).getAuthentication())
			.orElseThrow()
			.id();
	}

	@Test
	void scriptsOfPageCannotReadCookie() {
		ResponseCookie cookie = logIn();
		assertThat(cookie.isHttpOnly()).isTrue();
		assertThat(cookie.getSameSite()).isEqualTo("Lax");
		assertThat(cookie.getMaxAge()).isEqualTo(Duration.ofHours(12));
	}

	@Test
	void logOutDeletesCookie() {
		assertThat(save(this.token, null).getMaxAge()).isZero();
	}

	@Test
	void tokenOfOtherSecretIsNobody() {
		assertNobody(node("another secret of the tests, of 32 bytes"), logIn().getValue());
	}

	@Test
	void expiredTokenIsNobody() {
		assertNobody(this.token, sign(Instant.now().minusSeconds(3600)));
		StepVerifier.create(this.token.load(exchange(sign(Instant.now().plusSeconds(3600)))))
			.expectNextCount(1)
			.expectComplete()
			.verify(TIMEOUT);
	}

	private static String sign(Instant end) {
		SecretKey key = LoginToken.toKey(SECRET);
		JwtClaimsSet claims = JwtClaimsSet.builder()
			.id("1")
			.subject("ann")
			.issuedAt(end.minusSeconds(3600))
			.expiresAt(end)
			.build();
		return NimbusJwtEncoder.withSecretKey(key)
			.algorithm(MacAlgorithm.HS256)
			.build()
			.encode(JwtEncoderParameters.from(claims))
			.getTokenValue();
	}

	@Test
	void unreadableTokenIsNobody() {
		for (String cookie : new String[] { "", "none", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ." }) {
			assertNobody(this.token, cookie);
		}
	}

	@Test
	void refusesShortSecret() {
		assertThatIllegalArgumentException().isThrownBy(() -> LoginToken.toKey("too short"))
			.withMessageContaining("demo.login.secret has 9 bytes: it must have 32 or more");
	}

}
