package io.grest.ws.server;

import java.util.Comparator;
import java.util.List;

import reactor.core.publisher.Mono;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.AbstractHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;

/**
 * WebFlux mapping of requests to the {@link SocketServer} with the matching contract
 * path, in addition to the application's own mappings.
 *
 * @since 0.1.0
 */
public class SocketHandlerMapping extends AbstractHandlerMapping {

	private final List<SocketServer<?, ?>> servers;

	/**
	 * Create a mapping that takes precedence over those of the application.
	 * @param servers the servers, with different paths
	 */
	public SocketHandlerMapping(List<SocketServer<?, ?>> servers) {
		this.servers = servers.stream()
			.sorted(Comparator.comparing(SocketServer::path, PathPattern.SPECIFICITY_COMPARATOR))
			.toList();
		setOrder(-1);
	}

	/**
	 * Return the servers that requests are mapped to.
	 * @return the servers, the most specific path first
	 */
	public List<SocketServer<?, ?>> servers() {
		return this.servers;
	}

	@Override
	protected Mono<?> getHandlerInternal(ServerWebExchange exchange) {
		PathContainer requested = exchange.getRequest().getPath().pathWithinApplication();
		for (SocketServer<?, ?> server : this.servers) {
			PathPattern.PathMatchInfo match = server.path().matchAndExtract(requested);
			if (match != null) {
				exchange.getAttributes().put(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, server.path());
				exchange.getAttributes().put(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, match.getUriVariables());
				ServerRequestObservationContext.findCurrent(exchange.getAttributes())
					.ifPresent((observed) -> observed.setPathPattern(server.path().getPatternString()));
				return Mono.just(server);
			}
		}
		return Mono.empty();
	}

}
