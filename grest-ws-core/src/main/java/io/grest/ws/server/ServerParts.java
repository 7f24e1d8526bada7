package io.grest.ws.server;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.grest.ws.context.ContextScope;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.session.Connections;
import io.grest.ws.internal.session.Handshaker;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketObserver;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * What the handshakes at one path share.
 *
 * @param contracts the contracts, in the order of their names
 * @param interceptors the interceptors of every handshake
 * @param connections creates connections
 * @param active the holders of the active connections
 */
record ServerParts(List<ServedContract<?, ?>> contracts, InterceptorChain interceptors, Connections connections,
		List<ActiveConnections> active) {

	/**
	 * Create the parts of a path.
	 * @param contracts the contracts, at least one, in the order of their names
	 */
	static ServerParts of(List<ServedContract<?, ?>> contracts) {
		return new ServerParts(List.copyOf(contracts), InterceptorChain.of(contracts),
				new Connections(List.copyOf(contracts.stream().map(ServedContract::factory).toList())),
				contracts.stream().map(ServedContract::active).distinct().toList());
	}

	/**
	 * Return whether the rights of a client have ended while it was connecting. To be
	 * asked once its connection is among those of its user, which may be closed
	 * meanwhile.
	 * @param caller the client
	 * @param since when its handshake began, as {@link System#nanoTime()}
	 */
	boolean isRevoked(Caller caller, long since) {
		Principal principal = caller.principal();
		return principal != null
				&& this.active.stream().anyMatch((each) -> each.hasEndedHandshakes(principal.getName(), since));
	}

	/**
	 * Begin to observe a handshake.
	 * @param context its context
	 * @return the observation, or {@code null} if none is active
	 */
	@Nullable Observed observe(Context context) {
		SocketObserver observer = this.connections.observer();
		return (observer != null) ? observer.serverHandshake(first().name(), first().contract().path(),
				context.get(ContextScope.class), context) : null;
	}

	/**
	 * Handle that a client is about to be accepted.
	 * @param connections the connection, once for each contract, in order
	 * @param versions the versions that it has stated, by contract
	 * @return what to run when it has been accepted
	 */
	Runnable accepting(List<? extends Handshaker.OfContract> connections, Map<String, String> versions) {
		List<Runnable> accepted = IntStream.range(0, connections.size())
			.mapToObj((i) -> this.contracts.get(i).accepting(connections.get(i).connection(), versions))
			.toList();
		return () -> accepted.forEach(Runnable::run);
	}

	/**
	 * Return the sessions whose clients may come back.
	 */
	ResumableSessions sessions() {
		return first().sessions();
	}

	/**
	 * Return the contract that stands for all where one is named.
	 */
	ServedContract<?, ?> first() {
		return this.contracts.get(0);
	}

}
