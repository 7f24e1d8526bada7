package io.grest.ws.autoconfigure.actuate;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.observation.SocketMetrics.Side;
import io.grest.ws.server.UserConnections;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * Endpoint that lists the contracts of an application and the open connections, and that
 * closes a connection.
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

	// Ids of a process end in increasing numbers: of two, the shorter one is older.
	private static final Comparator<Row> BY_AGE = Comparator.<Row>comparingInt((row) -> row.connection().id().length())
		.thenComparing((row) -> row.connection().id());

	private final Supplier<Collection<SocketContract<?, ?>>> contracts;

	private final Map<Side, Supplier<Collection<SocketConnection<?>>>> sides;

	private final Function<String, Stream<UserConnections>> users;

	private final Sanitizer sanitizer;

	private final Show showValues;

	private final Set<String> roles;

	/**
	 * Create the endpoint.
	 * @param contracts the contracts of the application
	 * @param sides the open connections, by side
	 * @param users returns the connections of a user, of each server
	 * @param sanitizer hides values
	 * @param showValues when to show the principal and the remote address of a connection
	 * @param roles the roles that are authorized to see them; empty for every
	 * authenticated user
	 */
	SocketsEndpoint(Supplier<Collection<SocketContract<?, ?>>> contracts,
			Map<Side, Supplier<Collection<SocketConnection<?>>>> sides, Function<String, Stream<UserConnections>> users,
			Sanitizer sanitizer, Show showValues, Set<String> roles) {
		this.contracts = contracts;
		this.sides = sides;
		this.users = users;
		this.sanitizer = sanitizer;
		this.showValues = showValues;
		this.roles = Set.copyOf(roles);
	}

	/**
	 * Return all contracts, and a page of the open connections of each side.
	 * @param security the security context of the request
	 * @param contract a contract's name, to list its connections only
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
		boolean shown = this.showValues.isShown(security, this.roles);
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
		return new WebEndpointResponse<>(new Sockets(contracts().map(ContractDescriptor::of).toList(),
				connections(Side.SERVER, filter, page, shown), connections(Side.CLIENT, filter, page, shown)));
	}

	/**
	 * Return a contract with its connections, or for {@code connections} the connections
	 * only.
	 * @param security the security context of the request
	 * @param name the contract's name
	 * @return 200, or 404 with the known names
	 */
	@ReadOperation
	public WebEndpointResponse<Object> contract(SecurityContext security, @Selector String name) {
		Page page = new Page(0, MOST_ROWS);
		boolean shown = this.showValues.isShown(security, this.roles);
		List<SocketContract<?, ?>> found = contracts().filter((contract) -> contract.name().equals(name)).toList();
		if (found.isEmpty()) {
			return notFound("There is no contract of this name",
					contracts().map(SocketContract::name).distinct().toList());
		}
		Predicate<Row> filter = (row) -> row.isOf(name);
		return new WebEndpointResponse<>(new Sockets(found.stream().map(ContractDescriptor::of).toList(),
				connections(Side.SERVER, filter, page, shown), connections(Side.CLIENT, filter, page, shown)));
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
		boolean shown = this.showValues.isShown(security, this.roles);
		return find(kind, id).<WebEndpointResponse<Object>>map((row) -> new WebEndpointResponse<>(describe(row, shown)))
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
	 * @return 204, 400 for an invalid code or reason, or 404 with known ids
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> close(@Selector String kind, @Selector String id, @Nullable Integer code,
			@Nullable String reason) {
		return kind.equals(USERS) ? closeUser(id, code, reason) : closeConnection(kind, id, code, reason);
	}

	private WebEndpointResponse<Object> closeUser(String name, @Nullable Integer code, @Nullable String reason) {
		int closeCode = (code != null) ? code : REVOKED;
		String closeReason = (reason != null) ? reason : (closeCode == REVOKED) ? "Revoked" : "";
		try {
			this.users.apply(name).forEach((user) -> user.close(closeCode, closeReason));
		}
		catch (IllegalArgumentException ex) {
			return badRequest(Objects.toString(ex.getMessage()));
		}
		return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
	}

	/**
	 * Ask the connections of a user for new credentials. Those without new ones after 10
	 * s are closed with 4003.
	 * @param kind {@code users}
	 * @param name the name of the user's principal
	 * @return 204, or 404 for another kind
	 */
	@WriteOperation
	public WebEndpointResponse<Object> refresh(@Selector String kind, @Selector String name) {
		if (!kind.equals(USERS)) {
			return notFound("There is only " + USERS + "/{name}", List.of());
		}
		this.users.apply(name).forEach(UserConnections::refresh);
		return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
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

	private Stream<Row> rows(Side side) {
		// Connections of a client that share a socket have its id.
		Set<String> ids = new HashSet<>();
		return this.sides.getOrDefault(side, List::of)
			.get()
			.stream()
			.filter((connection) -> ids.add(connection.id()))
			.map((connection) -> new Row(side, connection));
	}

	private Optional<Row> find(String kind, String id) {
		return (!kind.equals(CONNECTIONS)) ? Optional.empty()
				: Stream.of(Side.values())
					.flatMap(this::rows)
					.filter((row) -> row.connection().id().equals(id))
					.findFirst();
	}

	private Connections connections(Side side, Predicate<Row> filter, Page page, boolean shown) {
		List<Row> matching = rows(side).filter(filter).sorted(BY_AGE).toList();
		return new Connections(matching.size(), page.offset(),
				matching.stream().skip(page.offset()).limit(page.limit()).map((row) -> describe(row, shown)).toList());
	}

	private ConnectionDescriptor describe(Row row, boolean shown) {
		SocketConnection<?> connection = row.connection();
		SocketConnection.Status status = connection.status();
		return new ConnectionDescriptor(connection.id(), row.side(),
				connection.contracts().stream().map(SocketContract::name).toList(), connection.contract().path(),
				status.state(), hide("principal", row.principal(), shown), connection.expiresAt().orElse(null),
				hide("remoteAddress", row.remoteAddress(), shown), status.since(), status.silentFor(),
				status.inFlight(), status.inFlightStreams(), status.pending(), status.pendingStreams(),
				status.queuedFrames(), status.queuedBytes(), status.receivedBytes(), status.sentBytes());
	}

	private @Nullable Object hide(String name, @Nullable String value, boolean shown) {
		return this.sanitizer.sanitize(new SanitizableData(null, name, value), shown);
	}

	private WebEndpointResponse<Object> noConnection(String kind) {
		if (!kind.equals(CONNECTIONS)) {
			return notFound("There is only " + CONNECTIONS + "/{id} and {contract}",
					contracts().map(SocketContract::name).distinct().toList());
		}
		return notFound("There is no connection of this id",
				Stream.of(Side.values())
					.flatMap(this::rows)
					.sorted(BY_AGE)
					.limit(MOST_ROWS)
					.map((row) -> row.connection().id())
					.toList());
	}

	private static WebEndpointResponse<Object> badRequest(String message) {
		return new WebEndpointResponse<>(Map.of("message", message), WebEndpointResponse.STATUS_BAD_REQUEST);
	}

	private static WebEndpointResponse<Object> notFound(String message, List<String> known) {
		return new WebEndpointResponse<>(Map.of("message", message, "known", known),
				WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private record Row(Side side, SocketConnection<?> connection) {

		boolean isOf(String contract) {
			return this.connection.contracts().stream().anyMatch((each) -> each.name().equals(contract));
		}

		@Nullable String principal() {
			return this.connection.principal().map(Principal::getName).orElse(null);
		}

		@Nullable String remoteAddress() {
			return this.connection.upgrade().remoteAddress().map(InetSocketAddress::toString).orElse(null);
		}

	}

	private record Page(int offset, int limit) {

		boolean isValid() {
			return this.offset >= 0 && this.limit >= 1 && this.limit <= MOST_ROWS;
		}

	}

	/**
	 * Answer of the endpoint.
	 *
	 * @param contracts the contracts
	 * @param server the connections that this application accepted
	 * @param client the connections that this application opened
	 */
	record Sockets(List<ContractDescriptor> contracts, Connections server, Connections client) {

	}

	/**
	 * Page of connections, the oldest first.
	 *
	 * @param total the number of matches
	 * @param offset the number of connections that were skipped
	 * @param connections the connections of this page
	 */
	record Connections(int total, int offset, List<ConnectionDescriptor> connections) {

	}

}
