package io.grest.ws.autoconfigure.actuate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.grest.ws.client.ClientState;
import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.server.ActiveConnections;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Health of all servers and clients: out of service while a server drains its
 * connections, down while a client of a required contract is disconnected for longer than
 * its tolerance.
 */
final class SocketsHealthIndicator extends AbstractHealthIndicator {

	private final ObjectProvider<ActiveConnections> servers;

	private final ObjectProvider<SocketClients> clients;

	private final RequiredContracts required;

	private final Clock clock;

	private final Instant start;

	SocketsHealthIndicator(ObjectProvider<ActiveConnections> servers, ObjectProvider<SocketClients> clients,
			RequiredContracts required, Clock clock) {
		super("Health of WebSocket contracts cannot be told");
		this.servers = servers;
		this.clients = clients;
		this.required = required;
		this.clock = clock;
		this.start = clock.instant();
	}

	@Override
	protected void doHealthCheck(Health.Builder health) {
		health.up();
		List<ActiveConnections> servers = this.servers.stream().toList();
		if (!servers.isEmpty()) {
			health.withDetail("connections", servers.stream().mapToInt((each) -> each.connections().size()).sum());
		}
		if (servers.stream().anyMatch(ActiveConnections::isDraining)) {
			health.outOfService().withDetail("draining", true);
		}
		List<? extends SocketClient<?, ?>> wanted = this.clients.stream()
			.flatMap((each) -> each.clients().stream())
			.filter((client) -> isWanted(client.state()))
			.toList();
		if (!wanted.isEmpty()) {
			health.withDetail("clients", counts(wanted));
		}
		List<String> missed = missed(wanted);
		if (!missed.isEmpty()) {
			health.down().withDetail("disconnected", missed);
		}
	}

	// A client that the application itself has closed is not required any more.
	private static boolean isWanted(ClientState state) {
		return state.phase() != Phase.CLOSED || state.error() != null;
	}

	private static Map<String, Map<Phase, Integer>> counts(List<? extends SocketClient<?, ?>> clients) {
		Map<String, Map<Phase, Integer>> counts = new TreeMap<>();
		clients.forEach((client) -> counts.computeIfAbsent(client.contract().name(), (name) -> new TreeMap<>())
			.merge(client.state().phase(), 1, Integer::sum));
		return counts;
	}

	private List<String> missed(List<? extends SocketClient<?, ?>> clients) {
		List<String> missed = new ArrayList<>();
		Set<String> without = new TreeSet<>(this.required.names());
		for (SocketClient<?, ?> client : clients) {
			String contract = client.contract().name();
			without.removeIf(contract::equalsIgnoreCase);
			Duration time = overdue(contract, client.state().disconnectedSince());
			if (time != null) {
				missed.add(contract + ": for " + time.toSeconds() + " s");
			}
		}
		without.stream()
			.filter((contract) -> overdue(contract, this.start) != null)
			.forEach((contract) -> missed.add(contract + ": no client of it has been made, or it was closed"));
		return missed;
	}

	private @Nullable Duration overdue(String contract, @Nullable Instant since) {
		Duration tolerance = this.required.tolerance(contract);
		if (tolerance == null || since == null) {
			return null;
		}
		Duration time = Duration.between(since, this.clock.instant());
		return (time.compareTo(tolerance) > 0) ? time : null;
	}

}
