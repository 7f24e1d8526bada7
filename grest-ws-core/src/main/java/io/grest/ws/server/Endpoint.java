package io.grest.ws.server;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.grest.ws.context.ContextValues;
import io.grest.ws.error.ValidationException;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.session.ConnectionFactory;
import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.observation.SocketMetrics;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Endpoint at one path, of one contract or of several that share its connections.
 */
final class Endpoint {

	private final ServerParts parts;

	private final PathPattern pattern;

	private final List<String> subProtocols;

	Endpoint(ServerParts parts) {
		this.parts = parts;
		this.pattern = PathPatternParser.defaultInstance.parse(parts.first().contract().path());
		this.subProtocols = parts.contracts()
			.stream()
			.flatMap((served) -> served.contract().subProtocols().stream())
			.distinct()
			.toList();
	}

	ServerParts parts() {
		return this.parts;
	}

	PathPattern pattern() {
		return this.pattern;
	}

	/**
	 * Return the names of the contracts, for messages.
	 */
	String name() {
		return this.parts.contracts().stream().map(ServedContract::name).collect(Collectors.joining(", "));
	}

	/**
	 * Return the sub-protocols that the contracts list, in their order.
	 */
	List<String> subProtocols() {
		return this.subProtocols;
	}

	SocketMetrics.OfContract metrics() {
		return this.parts.connections().metrics();
	}

	/**
	 * Return the variables of the path, decoded.
	 * @param uri the URI of a request, without any prefix of the path
	 */
	Map<String, String> variables(URI uri) {
		PathPattern.PathMatchInfo match = this.pattern.matchAndExtract(PathContainer.parsePath(uri.getRawPath()));
		return (match != null) ? match.getUriVariables() : Map.of();
	}

	/**
	 * Run a connection whose set-up is not limited.
	 * @param transport the transport of the connection
	 * @param upgrade the request that opened it
	 * @param pathVariables the variables of the path, decoded
	 * @param opening the Reactor context of the request
	 * @return as below
	 */
	Mono<Void> handle(SocketTransport transport, UpgradeRequest upgrade, Map<String, String> pathVariables,
			ContextView opening) {
		return handle(transport, upgrade, pathVariables, opening, SetUp.UNLIMITED);
	}

	/**
	 * Run a connection.
	 * @param transport the transport of the connection
	 * @param upgrade the request that opened it
	 * @param pathVariables the variables of the path, decoded
	 * @param opening the Reactor context of the request, for the handshake. That of the
	 * subscriber may lack some of its entries
	 * @param setUp the set-up, told of the user and of the end of the handshake
	 * @return a {@code Mono} that completes when the connection has closed, and never
	 * fails
	 */
	Mono<Void> handle(SocketTransport transport, UpgradeRequest upgrade, Map<String, String> pathVariables,
			ContextView opening, SetUp setUp) {
		Map<String, String> variables = Map.copyOf(pathVariables);
		List<ConnectionFactory.Origin> origins = new ArrayList<>(this.parts.contracts().size());
		ValidationException fault = null;
		for (ServedContract<?, ?> served : this.parts.contracts()) {
			QueryBinder.Bound bound = served.bind(variables, upgrade.uri());
			origins.add(new ConnectionFactory.Origin(upgrade, variables, bound.query()));
			fault = both(fault, bound.fault());
		}
		ContextValues values = new ContextValues();
		return this.parts.connections()
			.run(transport, origins, values, new ServerHandshaker(this.parts, origins, values, fault, opening, setUp));
	}

	private static @Nullable ValidationException both(@Nullable ValidationException one,
			@Nullable ValidationException other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return new ValidationException(Stream.concat(one.issues().stream(), other.issues().stream()).toList());
	}

	@Override
	public String toString() {
		return "Endpoint of " + name() + " at " + this.pattern;
	}

}
