package io.grest.ws.security;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.SecurityScheme;
import io.grest.ws.handshake.ServerHandshake;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.security.authentication.AccountStatusUserDetailsChecker;
import org.springframework.security.authentication.ott.OneTimeToken;
import org.springframework.security.authentication.ott.OneTimeTokenAuthentication;
import org.springframework.security.authentication.ott.OneTimeTokenAuthenticationToken;
import org.springframework.security.authentication.ott.reactive.ReactiveOneTimeTokenService;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsChecker;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Interceptor that authenticates clients by a ticket: a one-time token of Spring Security
 * in the query parameter {@code ticket} of the upgrade request. Name it in a contract:
 * {@code .use(TicketInterceptor.class)}.
 *
 * <p>
 * The application issues tickets to those whom it knows already, for each attempt to
 * connect and with a short life:
 *
 * <pre>
 * &#064;PostMapping("/tickets")
 * Mono&lt;String&gt; ticket(Principal principal) {
 *     return this.tickets.generate(new GenerateOneTimeTokenRequest(principal.getName(), Duration.ofSeconds(30)))
 *         .map(OneTimeToken::getTokenValue);
 * }
 * </pre>
 *
 * where {@code tickets} is a {@link ReactiveOneTimeTokenService}. A ticket that is
 * unknown, used or expired is rejected with {@code NOT_AUTHORIZED}. A client without a
 * ticket is who has authenticated the upgrade request, or whom an interceptor before this
 * one has authenticated; nobody is rejected.
 *
 * <p>
 * A ticket is not judged again when a client renews its credentials: that needs an
 * {@link AuthenticationInterceptor} as well. On the client side this interceptor does
 * nothing. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class TicketInterceptor implements HandshakeInterceptor {

	private static final String PARAMETER = "ticket";

	private final UserDetailsChecker status = new AccountStatusUserDetailsChecker();

	private final ReactiveOneTimeTokenService tickets;

	private final @Nullable ReactiveUserDetailsService users;

	/**
	 * Create an interceptor.
	 * @param tickets the service that has issued the tickets
	 * @param users the users, for their authorities and the state of their accounts, or
	 * {@code null}: clients then have no authorities
	 */
	public TicketInterceptor(ReactiveOneTimeTokenService tickets, @Nullable ReactiveUserDetailsService users) {
		Assert.notNull(tickets, "Tickets must not be null");
		this.tickets = tickets;
		this.users = users;
	}

	/**
	 * Return {@code false}: this interceptor is for contracts that name it.
	 */
	@Override
	public boolean supports(String contractName) {
		return false;
	}

	@Override
	public List<SecurityScheme> security() {
		return List.of(SecurityScheme.query(PARAMETER));
	}

	@Override
	public Mono<Void> process(ServerHandshake handshake) {
		if (handshake.isRefresh()) {
			return Mono.empty();
		}
		Optional<String> sent = parameter(handshake.upgrade().uri().getRawQuery());
		if (sent.isEmpty()) {
			return AuthenticationInterceptor.isAuthenticated(handshake) ? Mono.empty() : refused();
		}
		return Mono.defer(() -> judge(sent.get()))
			.onErrorMap(AuthenticationInterceptor::told)
			.switchIfEmpty(refused())
			.doOnNext((authentication) -> handshake.authenticate(authentication, null))
			.then();
	}

	private static Optional<String> parameter(@Nullable String query) {
		return Stream.of(StringUtils.tokenizeToStringArray(query, "&"))
			.filter((pair) -> pair.startsWith(PARAMETER + "="))
			.map((pair) -> pair.substring(PARAMETER.length() + 1))
			.findFirst();
	}

	private static <T> Mono<T> refused() {
		return Mono.error(NotAuthorizedException::new);
	}

	private Mono<Authentication> judge(String sent) {
		String ticket = URLDecoder.decode(sent, StandardCharsets.UTF_8);
		return ticket.isEmpty() ? Mono.empty()
				: this.tickets.consume(new OneTimeTokenAuthenticationToken(ticket)).flatMap(this::user);
	}

	private Mono<Authentication> user(OneTimeToken ticket) {
		return (this.users != null) ? this.users.findByUsername(ticket.getUsername()).map(this::authentication)
				: Mono.just(new OneTimeTokenAuthentication(ticket.getUsername(), AuthorityUtils.NO_AUTHORITIES));
	}

	private Authentication authentication(UserDetails user) {
		this.status.check(user);
		return new OneTimeTokenAuthentication(user, user.getAuthorities());
	}

}
