package io.grest.ws.security;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.grest.ws.context.ContextValues;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.SecurityScheme;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.handshake.UpgradeRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.util.LinkedMultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AuthenticationInterceptor}, of what real chains do not return.
 */
class AuthenticationInterceptorTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Instant END = Instant.parse("2030-01-01T00:00:00Z");

	private static final Jwt TOKEN = Jwt.withTokenValue("token")
		.header("alg", "RS256")
		.subject("ann")
		.expiresAt(END)
		.build();

	private static final Authentication ANN = UsernamePasswordAuthenticationToken.authenticated("ann", null, List.of());

	@Test
	void endsRightsWithToken() {
		assertThat(authenticated(new JwtAuthenticationToken(TOKEN, List.of())).expiresAt()).contains(END);
	}

	@Test
	void endsRightsWithTokenOfOtherAuthentication() {
		assertThat(
				authenticated(UsernamePasswordAuthenticationToken.authenticated("ann", TOKEN, List.of())).expiresAt())
			.contains(END);
	}

	@Test
	void endsNoRightsWithoutToken() {
		ServerHandshake handshake = authenticated(ANN);
		assertThat(handshake.principal()).contains(ANN);
		assertThat(handshake.expiresAt()).isEmpty();
	}

	@Test
	void rejectsAuthenticationThatIsNone() {
		Authentication request = UsernamePasswordAuthenticationToken.unauthenticated("ann", "secret");
		StepVerifier.create(interceptor(Mono.just(request)).process(handshake("x")))
			.expectError(NotAuthorizedException.class)
			.verify(TIMEOUT);
	}

	@Test
	void keepsWhoEarlierInterceptorAuthenticated() {
		ServerHandshake handshake = handshake(null);
		handshake.authenticate(ANN, null);
		StepVerifier.create(interceptor(Mono.empty()).process(handshake)).expectComplete().verify(TIMEOUT);
		assertThat(handshake.principal()).contains(ANN);
	}

	@Test
	void namesAuthenticatorThatReturnsNull() {
		StepVerifier.create(interceptor(null).process(handshake("x")))
			.expectErrorSatisfies((error) -> assertThat(error)
				.hasMessageEndingWith(" returned null from authenticate: return Mono.empty()"))
			.verify(TIMEOUT);
	}

	@Test
	void appliesToOtherContractsIfAsked() {
		AuthenticationInterceptor interceptor = interceptor(Mono.empty());
		assertThat(interceptor.supports("ChatApi")).isFalse();
		assertThat(interceptor.forAllContracts().supports("ChatApi")).isTrue();
		assertThat(interceptor.forAllContracts().admittingAnonymous().supports("ChatApi")).isTrue();
		assertThat(interceptor.security()).containsExactly(SecurityScheme.bearer());
	}

	private static ServerHandshake authenticated(Authentication authentication) {
		ServerHandshake handshake = handshake("x");
		StepVerifier.create(interceptor(Mono.just(authentication)).process(handshake)).expectComplete().verify(TIMEOUT);
		return handshake;
	}

	private static AuthenticationInterceptor interceptor(@Nullable Mono<Authentication> judged) {
		return new AuthenticationInterceptor((handshake) -> judged);
	}

	private static ServerHandshake handshake(@Nullable String authorization) {
		UpgradeRequest upgrade = new UpgradeRequest(URI.create("http://localhost/ws/ChatApi"), new HttpHeaders(),
				new LinkedMultiValueMap<>(), null, null);
		return new ServerHandshake("ChatApi",
				(authorization != null) ? Map.of("Authorization", authorization) : Map.of(), upgrade, Map.of(), null,
				new ContextValues());
	}

}
