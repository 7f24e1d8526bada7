package io.grest.ws.autoconfigure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.grest.ws.autoconfigure.SocketContracts.NamedContract;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.Loggers;
import io.grest.ws.server.ContractHandler;
import io.grest.ws.server.SocketHandlerMapping;
import io.grest.ws.server.SocketServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Servers of an application: one for each handler bean. A contract without a handler has
 * none.
 */
final class SocketServers {

	private static final Log logger = LogFactory.getLog(Loggers.SERVER);

	private final SocketHandlerMapping mapping;

	/**
	 * Match the handlers to contracts and create their servers.
	 * @param beans the beans, handlers among them
	 * @param contracts the contracts
	 * @param factory creates the servers
	 * @param basePath the path before those of all endpoints, or an empty string
	 * @throws SocketSetupException if a handler and a contract do not match, or contracts
	 * with the same path cannot share their connections
	 */
	SocketServers(CandidateBeans beans, SocketContracts contracts, SocketServerFactory factory, String basePath) {
		List<Endpoint> endpoints = new ArrayList<>();
		beans.ofType(ContractHandler.class).forEach((bean, handler) -> {
			HandlerTypes types = HandlerTypes.of(bean, handler, beans.definition(bean));
			endpoints.add(new Endpoint(contracts.handledBy(bean, types, beans.qualifier(bean)), bean,
					(ContractHandler<?, ?>) handler));
		});
		checkHandlers(endpoints);
		this.mapping = map(endpoints.stream().<SocketServer<?, ?>>map((endpoint) -> endpoint.serve(factory)).toList());
		this.mapping.servers()
			.forEach((server) -> logger.info("WebSocket endpoint of " + server.contract()
					+ (basePath.isEmpty() ? "" : ", below the base path: " + basePath + server.contract().path())));
		Set<String> handled = endpoints.stream()
			.map((endpoint) -> endpoint.contract().bean())
			.collect(Collectors.toSet());
		contracts.all()
			.stream()
			.filter((contract) -> !handled.contains(contract.bean()))
			.forEach((contract) -> logger.info(unhandled(contract, contracts.isQualified(contract))));
	}

	// Not a warning: a contract that this application is a client of has no handler.
	private static String unhandled(NamedContract named, boolean qualified) {
		SocketContract<?, ?> contract = named.contract();
		return "No WebSocket endpoint of " + contract + ": there is no SocketHandler<"
				+ contract.serverType().getSimpleName() + ", " + contract.clientType().getSimpleName() + "> bean"
				+ (qualified ? " with @Qualifier(\"" + named.bean() + "\")" : "") + "; to serve the contract, add one";
	}

	private static void checkHandlers(List<Endpoint> endpoints) {
		Map<String, Endpoint> byContract = new HashMap<>();
		for (Endpoint endpoint : endpoints) {
			Endpoint other = byContract.put(endpoint.contract().bean(), endpoint);
			if (other != null) {
				throw new SocketSetupException(
						"The contract '%s' requires a single handler, but '%s' and '%s' were found."
							.formatted(endpoint.contract().name(), other.handlerBean(), endpoint.handlerBean()),
						"Remove one of the handlers, or name another contract's bean by its @Qualifier.");
			}
		}
	}

	// Contracts with the same path share their connections, if they agree.
	private static SocketHandlerMapping map(List<SocketServer<?, ?>> servers) {
		try {
			return new SocketHandlerMapping(servers);
		}
		catch (IllegalStateException ex) {
			String text = String.valueOf(ex.getMessage());
			int end = text.lastIndexOf(". ") + 1;
			throw new SocketSetupException(text.substring(0, end), text.substring(end).trim() + ".", ex);
		}
	}

	/**
	 * Return the mapping of requests to the servers.
	 * @return the mapping
	 */
	SocketHandlerMapping mapping() {
		return this.mapping;
	}

	/**
	 * Handler with its contract.
	 */
	private record Endpoint(NamedContract contract, String handlerBean, ContractHandler<?, ?> handler) {

		SocketServer<?, ?> serve(SocketServerFactory factory) {
			try {
				return factory.create(this.contract.contract(), this.handler);
			}
			catch (IllegalStateException ex) {
				throw new SocketSetupException(
						"The contract '%s' cannot be served by the handler '%s': %s.".formatted(this.contract.bean(),
								this.handlerBean, ex.getMessage()),
						"Correct the annotations, or move the annotated code to a bean that the method calls.", ex);
			}
		}

	}

}
