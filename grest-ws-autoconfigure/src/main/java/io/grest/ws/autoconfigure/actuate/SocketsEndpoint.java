package io.grest.ws.autoconfigure.actuate;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.grest.ws.autoconfigure.actuate.OpenConnections.Connections;
import io.grest.ws.autoconfigure.actuate.OpenConnections.Row;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.observation.SocketMetrics.Side;
import io.grest.ws.server.ClientVersions;
import io.grest.ws.server.UserConnections;
import io.grest.ws.topic.engine.SocketNode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Endpoint that lists the contracts of an application, the open connections, the nodes
 * and the topics of this one, and that closes connections.
 *
 * @since 0.1.0
 */
@WebEndpoint(id = "grestws")
public final class SocketsEndpoint {

	private static final String CONNECTIONS = "connections";

	private static final String USERS = "users";

	// Rights that are revoked: clients connect again with new credentials.
	private static final int REVOKED = 4003;

	private static final int MOST_ROWS = 1000;

	private static final int DEFAULT_ROWS = 100;

	private final Supplier<Collection<SocketContract<?, ?>>> contracts;

	private final Function<SocketContract<?, ?>, @Nullable ClientVersions> versions;

	private final OpenConnections connections;

	private final Function<String, Stream<UserConnections>> users;

	private final @Nullable NodeTopics topics;

	private final EndpointValues values;

	/**
	 * Create the endpoint.
	 * @param contracts the contracts of the application
	 * @param versions returns the versions that clients of a contract have, {@code null}
	 * if it is not served
	 * @param connections the open connections
	 * @param users returns the connections of a user, of each server
	 * @param topics the topics of this node, {@code null} if there are none
	 * @param values the values that only some may see
	 */
	SocketsEndpoint(Supplier<Collection<SocketContract<?, ?>>> contracts,
			Function<SocketContract<?, ?>, @Nullable ClientVersions> versions, OpenConnections connections,
			Function<String, Stream<UserConnections>> users, @Nullable NodeTopics topics, EndpointValues values) {
		this.contracts = contracts;
		this.versions = versions;
		this.connections = connections;
		this.users = users;
		this.topics = topics;
		this.values = values;
	}

	/**
	 * Return all contracts, a page of the open connections of each side, the nodes, and
	 * the topics of this one.
	 * @param security the security context of the request
	 * @param contract a contract's name, to list its connections and topics only
	 * @param side a side, to list its connections only
	 * @param principal a principal's name, to list its connections only; refused to users
	 * that may not see names
	 * @param offset the number of connections of each side to skip, 0 by default
	 * @param limit the number of connections of each side to list, 100 by default, 1,000
	 * at most
	 * @return 200, or 400 for an invalid filter
	 */
	@ReadOperation
	public WebEndpointResponse<Object> sockets(SecurityContext security, @Nullable String contract, @Nullable Side side,
			@Nullable String principal, @Nullable Integer offset, @Nullable Integer limit) {
		boolean shown = this.values.areShown(security);
		if (principal != null && !shown) {
			return badRequest("Principals are hidden, so connections cannot be found by them: see"
					+ " management.endpoint.grestws.show-values");
		}
		Page page = new Page((offset != null) ? offset : 0, (limit != null) ? limit : DEFAULT_ROWS);
		if (!page.isValid()) {
			return badRequest("offset must be 0 or more, limit 1 to " + MOST_ROWS);
		}
		Predicate<Row> filter = (row) -> (contract == null || row.isOf(contract))
				&& (side == null || row.side() == side) && (principal == null || principal.equals(row.principal()));
		return describe(contracts(), contract, filter, page, shown);
	}

	/**
	 * Return a contract with its connections and topics.
	 * @param security the security context of the request
	 * @param name the contract's name
	 * @return 200, or 404 with the known names
	 */
	@ReadOperation
	public WebEndpointResponse<Object> contract(SecurityContext security, @Selector String name) {
		Page page = new Page(0, MOST_ROWS);
		boolean shown = this.values.areShown(security);
		List<SocketContract<?, ?>> found = contracts().filter((contract) -> contract.name().equals(name)).toList();
		if (found.isEmpty()) {
			return notFound("There is no contract of this name",
					contracts().map(SocketContract::name).distinct().toList());
		}
		return describe(found.stream(), name, (row) -> row.isOf(name), page, shown);
	}

	private WebEndpointResponse<Object> describe(Stream<SocketContract<?, ?>> contracts, @Nullable String contract,
			Predicate<Row> filter, Page page, boolean shown) {
		List<ContractDescriptor> described = contracts
			.map((each) -> ContractDescriptor.of(each, this.versions.apply(each)))
			.toList();
		Connections server = this.connections.page(Side.SERVER, filter, page.offset(), page.limit(), shown);
		Connections client = this.connections.page(Side.CLIENT, filter, page.offset(), page.limit(), shown);
		NodeTopics topics = this.topics;
		return new WebEndpointResponse<>((topics != null)
				? new Sockets(topics.node(), topics.nodes(), described, server, client,
						topics.describe(contract, shown))
				: new Sockets(null, List.of(), described, server, client, null));
	}

	/**
	 * Return a connection.
	 * @param security the security context of the request
	 * @param kind {@code connections}
	 * @param id the connection's id
	 * @return 200, or 404 with known ids
	 */
	@ReadOperation
	public WebEndpointResponse<Object> connection(SecurityContext security, @Selector String kind,
			@Selector String id) {
		boolean shown = this.values.areShown(security);
		return find(kind, id)
			.<WebEndpointResponse<Object>>map((row) -> new WebEndpointResponse<>(this.connections.describe(row, shown)))
			.orElseGet(() -> noConnection(kind));
	}

	/**
	 * Close a connection, after sending what waits, or all connections of a user, whose
	 * handshakes that have begun are rejected too.
	 * @param kind {@code connections} or {@code users}
	 * @param id the connection's id, or the name of the user's principal
	 * @param code the close code, 4000 to 4999; without one a connection is closed with
	 * 1000, and those of a user with 4003 {@code Revoked}
	 * @param reason the reason, at most 123 bytes
	 * @return 204, 400 for an invalid code or reason, 404 with known ids, or 503 if the
	 * other nodes cannot be reached
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> close(@Selector String kind, @Selector String id, @Nullable Integer code,
			@Nullable String reason) {
		return kind.equals(USERS) ? closeUser(id, code, reason) : closeConnection(kind, id, code, reason);
	}

	private WebEndpointResponse<Object> closeUser(String name, @Nullable Integer code, @Nullable String reason) {
		int closeCode = (code != null) ? code : REVOKED;
		String closeReason = (reason != null) ? reason : (closeCode == REVOKED) ? "Revoked" : "";
		return answer(() -> {
			this.users.apply(name).forEach((user) -> user.close(closeCode, closeReason));
			if (this.topics != null) {
				this.topics.close(this.contracts.get(), name, closeCode, closeReason);
			}
		});
	}

	private static WebEndpointResponse<Object> answer(Runnable work) {
		try {
			work.run();
		}
		catch (IllegalArgumentException ex) {
			return badRequest(Objects.toString(ex.getMessage()));
		}
		catch (RuntimeException ex) {
			return unavailable(ex);
		}
		return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
	}

	/**
	 * Ask the connections of a user for new credentials. Those without new ones after 10
	 * s are closed with 4003.
	 * @param kind {@code users}
	 * @param name the name of the user's principal
	 * @return 204, 404 for another kind, or 503 if the other nodes cannot be reached
	 */
	@WriteOperation
	public WebEndpointResponse<Object> refresh(@Selector String kind, @Selector String name) {
		if (!kind.equals(USERS)) {
			return notFound("There is only " + USERS + "/{name}", List.of());
		}
		return answer(() -> {
			this.users.apply(name).forEach(UserConnections::refresh);
			if (this.topics != null) {
				this.topics.refresh(this.contracts.get(), name);
			}
		});
	}

	private WebEndpointResponse<Object> closeConnection(String kind, String id, @Nullable Integer code,
			@Nullable String reason) {
		Optional<Row> row = find(kind, id);
		if (row.isEmpty()) {
			return noConnection(kind);
		}
		if (code == null && reason != null) {
			return badRequest("A reason needs a code of 4000 to 4999");
		}
		SocketConnection<?> connection = row.get().connection();
		try {
			if (code == null) {
				connection.close();
			}
			else {
				connection.close(code, (reason != null) ? reason : "");
			}
		}
		catch (IllegalArgumentException ex) {
			return badRequest(Objects.toString(ex.getMessage()));
		}
		return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
	}

	private Stream<SocketContract<?, ?>> contracts() {
		return this.contracts.get().stream().sorted(Comparator.comparing(SocketContract::name));
	}

	private Optional<Row> find(String kind, String id) {
		return kind.equals(CONNECTIONS) ? this.connections.find(id) : Optional.empty();
	}

	private WebEndpointResponse<Object> noConnection(String kind) {
		if (!kind.equals(CONNECTIONS)) {
			return notFound("There is only " + CONNECTIONS + "/{id} and {contract}",
					contracts().map(SocketContract::name).distinct().toList());
		}
		return notFound("There is no connection of this id", this.connections.ids(MOST_ROWS));
	}

	private static WebEndpointResponse<Object> badRequest(String message) {
		return new WebEndpointResponse<>(Map.of("message", message), WebEndpointResponse.STATUS_BAD_REQUEST);
	}

	private static WebEndpointResponse<Object> unavailable(Throwable ex) {
		return new WebEndpointResponse<>(
				Map.of("message", "Done on this node, but the others cannot be reached: " + ex.getMessage()),
				WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
	}

	private static WebEndpointResponse<Object> notFound(String message, List<String> known) {
		return new WebEndpointResponse<>(Map.of("message", message, "known", known),
				WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private record Page(int offset, int limit) {

		boolean isValid() {
			return this.offset >= 0 && this.limit >= 1 && this.limit <= MOST_ROWS;
		}

	}

	/**
	 * Answer of the endpoint.
	 *
	 * @param node the id of this node, or {@code null} without topics
	 * @param nodes the nodes that are alive, none if the engine does not answer
	 * @param contracts the contracts
	 * @param server the connections that this application accepted
	 * @param client the connections that this application opened
	 * @param topics the topics of this node, or {@code null} without topics
	 */
	record Sockets(@Nullable String node, List<SocketNode> nodes, List<ContractDescriptor> contracts,
			Connections server, Connections client, @Nullable TopicsDescriptor topics) {

	}

}
