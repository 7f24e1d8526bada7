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
 * path, or to several that have it, in addition to the application's own mappings.
 *
 * @since 0.1.0
 */
public class SocketHandlerMapping extends AbstractHandlerMapping {

	private final List<SocketServer<?, ?>> servers;

	private final List<Target> targets;

	/**
	 * Create a mapping that takes precedence over those of the application.
	 * @param servers the servers. Contracts with the same path are served on the same
	 * connections
	 * @throws IllegalStateException if contracts with the same path do not agree in all
	 * that belongs to a connection, with the remedy
	 */
	public SocketHandlerMapping(List<SocketServer<?, ?>> servers) {
		this.servers = servers.stream()
			.sorted(Comparator.comparing((server) -> server.endpoint().pattern(), PathPattern.SPECIFICITY_COMPARATOR))
			.toList();
		this.targets = Endpoints.byPath(servers)
			.stream()
			.map(Target::of)
			.sorted(Comparator.comparing(Target::pattern, PathPattern.SPECIFICITY_COMPARATOR))
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
		for (Target target : this.targets) {
			PathPattern.PathMatchInfo match = target.pattern().matchAndExtract(requested);
			if (match != null) {
				exchange.getAttributes().put(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, target.pattern());
				exchange.getAttributes().put(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, match.getUriVariables());
				ServerRequestObservationContext.findCurrent(exchange.getAttributes())
					.ifPresent((observed) -> observed.setPathPattern(target.pattern().getPatternString()));
				return Mono.just(target.handler());
			}
		}
		return Mono.empty();
	}

	/**
	 * Target of the requests to a path.
	 *
	 * @param pattern the pattern of the path
	 * @param handler the server, or the endpoint of several
	 */
	private record Target(PathPattern pattern, Object handler) {

		static Target of(List<SocketServer<?, ?>> servers) {
			Endpoint endpoint = Endpoints.of(servers);
			return new Target(endpoint.pattern(), (servers.size() == 1) ? servers.get(0) : endpoint);
		}

	}

}
