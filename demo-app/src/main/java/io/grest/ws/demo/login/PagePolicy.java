package io.grest.ws.demo.login;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Filter that allows the page to connect to the nodes of the demo, and to nothing else.
 */
@Component
class PagePolicy implements WebFilter {

	private static final Set<String> PAGE = Set.of("/", "/index.html");

	private final String policy;

	PagePolicy(@Value("${demo.nodes:}") List<String> nodes) {
		String origins = nodes.stream()
			.flatMap((origin) -> Stream.of(origin, origin.replaceFirst("^http", "ws")))
			.map((origin) -> " " + origin)
			.collect(Collectors.joining());
		this.policy = "default-src 'self'; connect-src 'self'" + origins
				+ "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (PAGE.contains(exchange.getRequest().getPath().value())) {
			exchange.getResponse().getHeaders().set("Content-Security-Policy", this.policy);
		}
		return chain.filter(exchange);
	}

}
