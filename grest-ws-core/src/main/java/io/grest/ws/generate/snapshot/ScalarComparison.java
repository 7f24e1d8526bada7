package io.grest.ws.generate.snapshot;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;

/**
 * Comparison of values without parts, and of constraints.
 */
final class ScalarComparison {

	// Bits of the whole numbers with a limit.
	private static final Map<String, Integer> BITS = Map.of("int32", 32, "int64", 64);

	private static final int UNLIMITED = Integer.MAX_VALUE;

	private final Peers peers;

	private final boolean isValidated;

	ScalarComparison(Peers peers, boolean isValidated) {
		this.peers = peers;
		this.isValidated = isValidated;
	}

	/**
	 * Compare two forms that are not both objects, arrays or maps.
	 */
	List<Finding> compare(JsonNode written, JsonNode read, String place) {
		if (written.has("enum") && read.has("enum")) {
			return constants(written.get("enum"), read.get("enum"), place);
		}
		String out = kind(written);
		String in = kind(read);
		if (out.equals("null")) {
			return List.of();
		}
		if (read.has("enum") && out.startsWith("string")) {
			return List.of(this.peers.different(place, Effect.BREAKS,
					"{writer} may send any string, of which {reader} knows " + texts(read.get("enum"))));
		}
		if (isWiderNumber(out, in)) {
			return List.of(this.peers.different(place, Effect.BREAKS,
					"{writer} may send numbers that {reader} has no room for: " + out + " as " + in));
		}
		if (!isReadAs(out, in)) {
			return List.of(this.peers.different(place, Effect.BREAKS,
					"{writer} sends " + out + ", where {reader} reads " + in));
		}
		return limits(written, read, place);
	}

	private List<Finding> constants(JsonNode written, JsonNode read, String place) {
		List<Finding> findings = new ArrayList<>();
		Set<JsonNode> known = read.values().stream().collect(Collectors.toSet());
		Set<JsonNode> sent = written.values().stream().collect(Collectors.toSet());
		sent.stream()
			.filter((constant) -> !known.contains(constant))
			.forEach((constant) -> findings.add(this.peers.unknownToReader(place + " " + constant, Effect.BREAKS,
					"{writer} may send " + constant + ", which {reader} does not read")));
		known.stream()
			.filter((constant) -> !sent.contains(constant))
			.forEach((constant) -> findings.add(this.peers.unknownToWriter(place + " " + constant, Effect.NONE,
					"{writer} never sends " + constant)));
		return findings;
	}

	private static String texts(JsonNode constants) {
		return constants.values().stream().map(JsonNode::toString).collect(Collectors.joining(", "));
	}

	private static String kind(JsonNode form) {
		if (form.has("enum")) {
			JsonNode first = form.get("enum").path(0);
			return first.isString() ? "string" : first.isNumber() ? "integer" : "boolean";
		}
		if (form.isObject() && !form.has("value")) {
			return form.has("array") ? "an array"
					: form.has("map") || form.has("fields") ? "an object" : form.propertyNames().iterator().next();
		}
		return form.has("value") ? form.get("value").asString() : form.asString();
	}

	private static boolean isWiderNumber(String out, String in) {
		return out.startsWith("integer") && in.startsWith("integer") && bits(out) > bits(in);
	}

	private static int bits(String kind) {
		return BITS.getOrDefault(kind.substring(kind.indexOf(':') + 1), UNLIMITED);
	}

	private static boolean isReadAs(String out, String in) {
		if (out.equals(in) || in.equals("string") && out.startsWith("string")) {
			return true;
		}
		return (out.startsWith("integer") && in.startsWith("integer"))
				|| ((out.startsWith("integer") || out.startsWith("number")) && in.startsWith("number"));
	}

	/**
	 * Compare constraints, if they are checked.
	 */
	List<Finding> limits(JsonNode written, JsonNode read, String place) {
		List<Finding> findings = new ArrayList<>();
		for (String name : List.of("minimum", "above", "minSize")) {
			stricter(written, read, name, 1, place, findings);
		}
		for (String name : List.of("maximum", "below", "maxSize")) {
			stricter(written, read, name, -1, place, findings);
		}
		for (String name : List.of("patterns", "format")) {
			if (!read.path(name).equals(written.path(name))) {
				findings.add(limit(name, read.has(name), place));
			}
		}
		return findings;
	}

	private void stricter(JsonNode written, JsonNode read, String name, int stricter, String place,
			List<Finding> findings) {
		BigDecimal out = written.has(name) ? written.get(name).decimalValue() : null;
		BigDecimal in = read.has(name) ? read.get(name).decimalValue() : null;
		if ((out == null) ? in != null : (in == null || out.compareTo(in) != 0)) {
			findings.add(limit(name, in != null && (out == null || in.compareTo(out) == stricter), place));
		}
	}

	private Finding limit(String name, boolean isStricter, String place) {
		if (isStricter && this.isValidated) {
			return this.peers.different(place, Effect.BREAKS,
					"{writer} may send values that the constraint '" + name + "' of {reader} refuses");
		}
		return this.peers.different(place, Effect.NONE,
				isStricter ? "{reader} does not check '" + name + "' of what it receives"
						: "the constraint '" + name + "' of {reader} allows what {writer} sends");
	}

}
