package io.grest.ws.autoconfigure.actuate;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.observation.SocketMetrics.Side;
import org.jspecify.annotations.Nullable;

/**
 * Open connections of an application, as the endpoint shows them.
 */
final class OpenConnections {

	// Ids of a process end in increasing numbers: of two, the shorter one is older.
	private static final Comparator<Row> BY_AGE = Comparator.<Row>comparingInt((row) -> row.connection().id().length())
		.thenComparing((row) -> row.connection().id());

	private final Map<Side, Supplier<Collection<SocketConnection<?>>>> sides;

	private final EndpointValues values;

	/**
	 * Create the connections.
	 * @param sides the open connections, by side
	 * @param values hides the principal and the remote address of a connection
	 */
	OpenConnections(Map<Side, Supplier<Collection<SocketConnection<?>>>> sides, EndpointValues values) {
		this.sides = sides;
		this.values = values;
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

	Optional<Row> find(String id) {
		return Stream.of(Side.values())
			.flatMap(this::rows)
			.filter((row) -> row.connection().id().equals(id))
			.findFirst();
	}

	/**
	 * Return the ids of connections of both sides, the oldest first.
	 * @param limit the most ids to return
	 * @return the ids
	 */
	List<String> ids(int limit) {
		return Stream.of(Side.values())
			.flatMap(this::rows)
			.sorted(BY_AGE)
			.limit(limit)
			.map((row) -> row.connection().id())
			.toList();
	}

	Connections page(Side side, Predicate<Row> filter, int offset, int limit, boolean shown) {
		List<Row> matching = rows(side).filter(filter).sorted(BY_AGE).toList();
		int detached = (int) matching.stream().filter(Row::isDetached).count();
		return new Connections(matching.size(), detached, offset,
				matching.stream().skip(offset).limit(limit).map((row) -> describe(row, shown)).toList());
	}

	ConnectionDescriptor describe(Row row, boolean shown) {
		SocketConnection<?> connection = row.connection();
		SocketConnection.Status status = connection.status();
		return new ConnectionDescriptor(connection.id(), row.side(),
				connection.contracts().stream().map(SocketContract::name).toList(), connection.contract().path(),
				status.state(), this.values.show("principal", row.principal(), shown),
				connection.expiresAt().orElse(null), this.values.show("remoteAddress", row.remoteAddress(), shown),
				status.since(), status.silentFor(), status.inFlight(), status.inFlightStreams(), status.pending(),
				status.pendingStreams(), status.queuedFrames(), status.queuedBytes(), status.receivedBytes(),
				status.sentBytes());
	}

	/**
	 * Connection with its side.
	 *
	 * @param side the side that this application is
	 * @param connection the connection
	 */
	record Row(Side side, SocketConnection<?> connection) {

		boolean isOf(String contract) {
			return this.connection.contracts().stream().anyMatch((each) -> each.name().equals(contract));
		}

		boolean isDetached() {
			return this.connection.status().state() == SocketConnection.State.DETACHED;
		}

		@Nullable String principal() {
			return this.connection.principal().map(Principal::getName).orElse(null);
		}

		private @Nullable String remoteAddress() {
			return this.connection.upgrade().remoteAddress().map(InetSocketAddress::toString).orElse(null);
		}

	}

	/**
	 * Page of connections, the oldest first.
	 *
	 * @param total the number of matches
	 * @param detached the number of those whose peer has lost its socket and may come
	 * back
	 * @param offset the number of connections that were skipped
	 * @param connections the connections of this page
	 */
	record Connections(int total, int detached, int offset, List<ConnectionDescriptor> connections) {

	}

}
