package io.grest.ws.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.SocketContract;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints of servers: contracts with the same path share one, if they agree in all that
 * belongs to a connection.
 */
final class Endpoints {

	private static final Map<String, Function<ConnectionOptions, Object>> LIMITS = limits();

	private Endpoints() {
	}

	private static Map<String, Function<ConnectionOptions, Object>> limits() {
		Map<String, Function<ConnectionOptions, Object>> limits = new LinkedHashMap<>();
		limits.put("handshakeTimeout", ConnectionOptions::handshakeTimeout);
		limits.put("requestTimeout", ConnectionOptions::requestTimeout);
		limits.put("maxFrameSize", ConnectionOptions::maxFrameSize);
		limits.put("maxInFlight", ConnectionOptions::maxInFlight);
		limits.put("maxPending", ConnectionOptions::maxPending);
		limits.put("maxStreams", ConnectionOptions::maxStreams);
		limits.put("streamIdleTimeout", ConnectionOptions::streamIdleTimeout);
		limits.put("requestsPerSecond", ConnectionOptions::requestsPerSecond);
		limits.put("outboundFrames", ConnectionOptions::outboundFrames);
		limits.put("outboundSize", ConnectionOptions::outboundSize);
		limits.put("overflow", ConnectionOptions::overflow);
		limits.put("stallTimeout", ConnectionOptions::stallTimeout);
		limits.put("closeTimeout", ConnectionOptions::closeTimeout);
		limits.put("heartbeatInterval", ConnectionOptions::heartbeatInterval);
		limits.put("heartbeatTimeout", ConnectionOptions::heartbeatTimeout);
		return limits;
	}

	/**
	 * Group servers by path.
	 * @param servers the servers
	 * @return the servers at each path, those of one path in the order of their
	 * contracts' names
	 * @throws IllegalStateException if contracts of one path cannot share connections
	 */
	static List<List<SocketServer<?, ?>>> byPath(List<SocketServer<?, ?>> servers) {
		Map<String, List<SocketServer<?, ?>>> byPath = new LinkedHashMap<>();
		servers.stream()
			.sorted(Comparator.comparing((server) -> server.contract().name()))
			.forEach((server) -> byPath.computeIfAbsent(withoutNames(server), (path) -> new ArrayList<>()).add(server));
		byPath.values().forEach(Endpoints::check);
		return List.copyOf(byPath.values());
	}

	private static String withoutNames(SocketServer<?, ?> server) {
		return server.contract().path().replaceAll("\\{[^}]*}", "{}");
	}

	/**
	 * Return the endpoint of servers with the same path.
	 */
	static Endpoint of(List<SocketServer<?, ?>> servers) {
		SocketServer<?, ?> first = servers.get(0);
		return (servers.size() == 1) ? first.endpoint() : new Endpoint(
				ServerParts.of(servers.stream().<ServedContract<?, ?>>map(SocketServer::served).toList()));
	}

	private static void check(List<SocketServer<?, ?>> servers) {
		for (int i = 1; i < servers.size(); i++) {
			check(servers.get(i - 1), servers.get(i));
		}
	}

	private static void check(SocketServer<?, ?> one, SocketServer<?, ?> other) {
		SocketContract<?, ?> contract = one.contract();
		SocketContract<?, ?> beside = other.contract();
		same(one, other, "the path", contract.path(), beside.path(),
				"Name the variables of the path alike, or give each contract a path of its own");
		if (contract.name().equals(beside.name())) {
			throw new IllegalStateException(
					"The contract '%s' is served twice at '%s'. Give each server a path of its own"
						.formatted(contract.name(), contract.path()));
		}
		same(one, other, "the dialect", contract.dialect(), beside.dialect(),
				"Choose the same dialect, or give each contract a path of its own");
		if (!contract.dialect().hasHandshake()) {
			throw new IllegalStateException(
					("The contracts '%s' at '%s' and '%s' at '%s' have the same path, but frames of"
							+ " the dialect %s do not name their contract. Give each contract a path of its own, or use the dialect GREST")
						.formatted(contract.name(), contract.path(), beside.name(), beside.path(), contract.dialect()));
		}
		LIMITS.forEach((name, limit) -> same(one, other, name, limit.apply(options(one)), limit.apply(options(other)),
				"Give both servers the same options, or each contract a path of its own"));
		same(one, other, "the security", one.served().factory().security(), other.served().factory().security(),
				"Give both servers the same security, or each contract a path of its own");
	}

	private static ConnectionOptions options(SocketServer<?, ?> server) {
		return server.served().factory().options();
	}

	private static void same(SocketServer<?, ?> one, SocketServer<?, ?> other, String what, @Nullable Object value,
			@Nullable Object others, String remedy) {
		if (!Objects.equals(value, others)) {
			throw new IllegalStateException(
					"The contracts '%s' at '%s' and '%s' at '%s' share their connections, but differ in %s: %s and %s. %s"
						.formatted(one.contract().name(), one.contract().path(), other.contract().name(),
								other.contract().path(), what, value, others, remedy));
		}
	}

}
