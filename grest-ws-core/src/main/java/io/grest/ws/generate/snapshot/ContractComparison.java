package io.grest.ws.generate.snapshot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.grest.ws.generate.snapshot.ContractChange.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Comparison of two descriptions: each side of the old one with the other side of the new
 * one.
 */
final class ContractComparison {

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private static final String OLD_CLIENT = "an old client";

	private static final String NEW_CLIENT = "a new client";

	private static final String OLD_SERVER = "an old server";

	private static final String NEW_SERVER = "a new server";

	private final JsonNode before;

	private final JsonNode after;

	ContractComparison(JsonNode before, JsonNode after) {
		this.before = before;
		this.after = after;
	}

	/**
	 * Return the changes.
	 * @return one for each place, in the order of the contract; empty if the descriptions
	 * are equal
	 */
	List<ContractChange> changes() {
		if (this.before.equals(this.after)) {
			return List.of();
		}
		Map<String, Change> changes = new LinkedHashMap<>();
		oldClients().forEach((finding) -> changes.computeIfAbsent(finding.place(), Change::new).oldClients(finding));
		oldServers().forEach((finding) -> changes.computeIfAbsent(finding.place(), Change::new).oldServers(finding));
		if (changes.isEmpty()) {
			rest().forEach((place) -> changes.put(place, new Change(place)));
		}
		return changes.values().stream().map(Change::build).toList();
	}

	// What a contract has with itself is no change.
	private List<Finding> oldClients() {
		List<Finding> findings = compare(this.before, this.after, OLD_CLIENT, NEW_SERVER, true, false);
		findings.removeAll(compare(this.before, this.before, OLD_CLIENT, NEW_SERVER, true, false));
		return findings;
	}

	private List<Finding> oldServers() {
		List<Finding> findings = compare(this.after, this.before, NEW_CLIENT, OLD_SERVER, false, true);
		findings.removeAll(compare(this.before, this.before, NEW_CLIENT, OLD_SERVER, false, true));
		return findings;
	}

	private List<Finding> compare(JsonNode client, JsonNode server, String clientName, String serverName,
			boolean isClientOld, boolean isServerOld) {
		Peers up = new Peers(clientName, serverName, isClientOld, isServerOld);
		Peers down = new Peers(serverName, clientName, isServerOld, isClientOld);
		List<Finding> findings = new ArrayList<>(connection(client, server, up));
		findings.addAll(new MethodComparison(client, server, up).compare(client.path("server"), server.path("server"),
				"server"));
		findings.addAll(new MethodComparison(server, client, down).compare(server.path("client"), client.path("client"),
				"client"));
		return findings;
	}

	private List<Finding> connection(JsonNode client, JsonNode server, Peers up) {
		List<Finding> findings = new ArrayList<>();
		Stream.of("contract", "dialect", "path")
			.filter((name) -> !client.path(name).equals(server.path(name)))
			.forEach((name) -> findings.add(up.different(name, Effect.BREAKS, "{writer} uses " + client.path(name)
					+ ", {reader} " + server.path(name) + ": they do not come together")));
		findings.addAll(query(client.path("query").path("fields"), server.path("query").path("fields"), up));
		return findings;
	}

	private List<Finding> query(JsonNode sent, JsonNode bound, Peers up) {
		ObjectNode written = NODES.objectNode();
		written.set("fields", sent.isObject() ? sent : NODES.objectNode());
		ObjectNode read = NODES.objectNode();
		read.set("fields", bound.isObject() ? bound : NODES.objectNode());
		return new TypeComparison(NODES.objectNode(), NODES.objectNode(), up, true).payload(written, read, "query");
	}

	// Nothing of it is seen by a peer of the other contract.
	private Set<String> rest() {
		Set<String> names = new LinkedHashSet<>(this.before.propertyNames());
		names.addAll(this.after.propertyNames());
		names.removeIf((name) -> this.before.path(name).equals(this.after.path(name)));
		return names;
	}

	/**
	 * What is found at one place.
	 */
	private static final class Change {

		private final String place;

		private final Set<String> reasons = new LinkedHashSet<>();

		private Kind kind = Kind.CHANGED;

		private Effect oldClients = Effect.NONE;

		private Effect oldServers = Effect.NONE;

		Change(String place) {
			this.place = place;
		}

		void oldClients(Finding finding) {
			this.oldClients = worse(this.oldClients, finding.effect());
			add(finding);
		}

		void oldServers(Finding finding) {
			this.oldServers = worse(this.oldServers, finding.effect());
			add(finding);
		}

		private void add(Finding finding) {
			this.kind = finding.kind();
			this.reasons.add(finding.reason());
		}

		private static Effect worse(Effect one, Effect other) {
			return (one.compareTo(other) > 0) ? one : other;
		}

		ContractChange build() {
			return new ContractChange(this.place, this.kind, this.oldClients, this.oldServers,
					List.copyOf(this.reasons));
		}

	}

}
