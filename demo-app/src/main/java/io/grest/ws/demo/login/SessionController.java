package io.grest.ws.demo.login;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/**
 * Controller that says who has logged in, and what the page has to send with the forms
 * that it posts.
 */
@RestController
class SessionController {

	private final JsonMapper mapper;

	private final List<String> nodes;

	SessionController(JsonMapper mapper, @Value("${demo.nodes:}") List<String> nodes) {
		this.mapper = mapper;
		this.nodes = nodes;
	}

	// As bytes: the token is made on another thread, and a buffer that is filled there is
	// lost if the browser leaves meanwhile.
	@GetMapping(path = "/api/session", produces = MediaType.APPLICATION_JSON_VALUE)
	Mono<byte[]> session(@Nullable Authentication user,
			@RequestAttribute("org.springframework.security.web.server.csrf.CsrfToken") Mono<CsrfToken> csrf) {
		return csrf.map((token) -> this.mapper.writeValueAsBytes(new Session((user != null) ? user.getName() : null,
				isModerator(user), token.getParameterName(), token.getToken(), this.nodes)));
	}

	// For the page only, which hides what a user may not do. The contract has the rule.
	private static boolean isModerator(@Nullable Authentication user) {
		return user != null && user.getAuthorities()
			.stream()
			.map(GrantedAuthority::getAuthority)
			.anyMatch("ROLE_MODERATOR"::equals);
	}

	/**
	 * Session of a browser.
	 *
	 * @param name the name of the user, or {@code null} for nobody
	 * @param moderator whether the user may clear a room
	 * @param csrfParameter the name of the parameter for the token
	 * @param csrfToken the token against forged requests
	 * @param nodes the origins of all nodes, if there are several
	 */
	record Session(@Nullable String name, boolean moderator, String csrfParameter, String csrfToken,
			List<String> nodes) {

	}

}
