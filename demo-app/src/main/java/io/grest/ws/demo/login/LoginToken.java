package io.grest.ws.demo.login;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseCookie.ResponseCookieBuilder;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.util.Assert;
import org.springframework.web.server.ServerWebExchange;

/**
 * Repository of who has logged in: a signed token in a cookie of the browser. All nodes
 * with the same secret accept it, so that a log-in survives the node that it was made at.
 * A log-out deletes the cookie; a copy of it would be accepted until its end.
 */
final class LoginToken implements ServerSecurityContextRepository {

	/**
	 * Name of the cookie.
	 */
	static final String COOKIE = "LOGIN";

	private static final Duration LIFETIME = Duration.ofHours(12);

	private static final MacAlgorithm ALGORITHM = MacAlgorithm.HS256;

	// As many as HMAC-SHA-256 returns, see RFC 7518, 3.2.
	private static final int MIN_BYTES = 32;

	private static final String AUTHORITIES = "authorities";

	private final JwtEncoder encoder;

	private final ReactiveJwtDecoder decoder;

	LoginToken(SecretKey key) {
		this.encoder = NimbusJwtEncoder.withSecretKey(key).algorithm(ALGORITHM).build();
		this.decoder = NimbusReactiveJwtDecoder.withSecretKey(key).macAlgorithm(ALGORITHM).build();
	}

	/**
	 * Return a key for a secret.
	 * @throws IllegalArgumentException if the secret is too short
	 */
	static SecretKey toKey(String secret) {
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		Assert.isTrue(bytes.length >= MIN_BYTES, () -> "demo.login.secret has " + bytes.length + " bytes: it must have "
				+ MIN_BYTES + " or more, such as those of \"openssl rand -base64 32\"");
		return new SecretKeySpec(bytes, "HmacSHA256");
	}

	/**
	 * Return a key that only this process knows.
	 */
	static SecretKey newKey() {
		byte[] bytes = new byte[MIN_BYTES];
		new SecureRandom().nextBytes(bytes);
		return new SecretKeySpec(bytes, "HmacSHA256");
	}

	/**
	 * Return the log-in that a user is known by, if it is by a cookie.
	 */
	static Optional<Login> loginOf(Principal user) {
		return (user instanceof Authentication known && known.getDetails() instanceof Login login) ? Optional.of(login)
				: Optional.empty();
	}

	@Override
	public Mono<SecurityContext> load(ServerWebExchange exchange) {
		HttpCookie cookie = exchange.getRequest().getCookies().getFirst(COOKIE);
		// A browser with a token that is expired or forged is nobody, and may log in.
		return Mono.justOrEmpty(cookie)
			.flatMap((found) -> this.decoder.decode(found.getValue()))
			.map(LoginToken::context)
			.onErrorResume(JwtException.class, (ex) -> Mono.empty());
	}

	private static SecurityContext context(Jwt token) {
		List<String> authorities = Objects.requireNonNullElse(token.getClaimAsStringList(AUTHORITIES), List.of());
		UsernamePasswordAuthenticationToken user = UsernamePasswordAuthenticationToken.authenticated(
				Objects.requireNonNull(token.getSubject()), null, AuthorityUtils.createAuthorityList(authorities));
		user.setDetails(new Login(Objects.requireNonNull(token.getId()), Objects.requireNonNull(token.getExpiresAt())));
		return new SecurityContextImpl(user);
	}

	@Override
	public Mono<Void> save(ServerWebExchange exchange, @Nullable SecurityContext context) {
		return Mono.fromRunnable(() -> {
			@Nullable Authentication user = (context != null) ? context.getAuthentication() : null;
			ResponseCookieBuilder cookie = (user != null) ? ResponseCookie.from(COOKIE, encode(user)).maxAge(LIFETIME)
					: ResponseCookie.from(COOKIE).maxAge(Duration.ZERO);
			exchange.getResponse()
				.addCookie(cookie.path("/")
					.httpOnly(true)
					.sameSite("Lax")
					.secure(exchange.getRequest().getSslInfo() != null)
					.build());
		});
	}

	private String encode(Authentication user) {
		List<String> authorities = user.getAuthorities().stream().map(GrantedAuthority::getAuthority).toList();
		Instant now = Instant.now();
		JwtClaimsSet claims = JwtClaimsSet.builder()
			.id(UUID.randomUUID().toString())
			.subject(user.getName())
			.claim(AUTHORITIES, authorities)
			.issuedAt(now)
			.expiresAt(now.plus(LIFETIME))
			.build();
		return this.encoder.encode(JwtEncoderParameters.from(claims)).getTokenValue();
	}

	/**
	 * Log-in of a browser.
	 *
	 * @param id the id of its token
	 * @param end the end of its token
	 */
	record Login(String id, Instant end) {

	}

}
