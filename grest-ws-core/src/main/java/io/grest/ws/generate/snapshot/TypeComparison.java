package io.grest.ws.generate.snapshot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Comparison of what a writer writes with what a reader reads. Readers ignore fields that
 * they do not know, and take one that is missing for {@code null} unless its type or a
 * constraint refuses that.
 */
final class TypeComparison {

	private final JsonNode writerTypes;

	private final JsonNode readerTypes;

	private final Peers peers;

	private final ScalarComparison scalars;

	// Whether constraints are checked: those of what a method takes are.
	private final boolean isValidated;

	private final Map<String, List<Finding>> compared = new HashMap<>();

	TypeComparison(JsonNode writerTypes, JsonNode readerTypes, Peers peers, boolean isValidated) {
		this.writerTypes = writerTypes;
		this.readerTypes = readerTypes;
		this.peers = peers;
		this.isValidated = isValidated;
		this.scalars = new ScalarComparison(peers, isValidated);
	}

	/**
	 * Compare a payload.
	 * @param written the description of what is written, or of both ways
	 * @param read the description of what is read, or of both ways
	 * @param place the name of the payload
	 * @return the findings
	 */
	List<Finding> payload(JsonNode written, JsonNode read, String place) {
		return compare(way(written, "written"), way(read, "read"), place);
	}

	private static JsonNode way(JsonNode form, String way) {
		return form.has(way) ? form.get(way) : form;
	}

	private List<Finding> compare(JsonNode written, JsonNode read, String place) {
		if (written.has("nullable")) {
			List<Finding> findings = new ArrayList<>(compare(written.get("nullable"), read, place));
			if (!read.has("nullable") && !isAny(read)) {
				findings.add(this.peers.different(place, this.isValidated ? Effect.BREAKS : Effect.MISSING,
						"{writer} may send null, which {reader} does not expect"));
			}
			return findings;
		}
		JsonNode target = read.has("nullable") ? read.get("nullable") : read;
		if (written.has("ref") || target.has("ref")) {
			return named(written, target, place);
		}
		if (isAny(written) || isAny(target)) {
			return (isAny(target) || written.equals(target)) ? List.of() : List.of(this.peers.different(place,
					Effect.BREAKS, "{writer} may send any JSON, of which {reader} reads some"));
		}
		return unions(written, target, place);
	}

	private static boolean isAny(JsonNode form) {
		return form.isString() && Set.of("any", "unknown").contains(form.asString());
	}

	// A type that contains itself is compared once: what is found deeper is found here.
	private List<Finding> named(JsonNode written, JsonNode read, String place) {
		String key = written + " " + read + (read.has("ref") && written.has("ref") ? "" : place);
		List<Finding> known = this.compared.get(key);
		if (known != null) {
			return known;
		}
		this.compared.put(key, List.of());
		JsonNode newer = this.peers.isWriterOld() ? read : written;
		String name = newer.path("ref").asString(place);
		List<Finding> findings = compare(resolve(written, this.writerTypes, "written"),
				resolve(read, this.readerTypes, "read"), name);
		this.compared.put(key, findings);
		return findings;
	}

	private static JsonNode resolve(JsonNode form, JsonNode types, String way) {
		return form.has("ref") ? way(types.path(form.get("ref").asString()), way) : form;
	}

	private List<Finding> unions(JsonNode written, JsonNode read, String place) {
		if (written.has("anyOf")) {
			return written.get("anyOf")
				.values()
				.stream()
				.flatMap((option) -> compare(option, read, place).stream())
				.toList();
		}
		if (read.has("anyOf")) {
			return read.get("anyOf")
				.values()
				.stream()
				.map((option) -> compare(written, option, place))
				.min(Comparator.comparing(TypeComparison::worst))
				.map((findings) -> (worst(findings) == Effect.BREAKS) ? List.of(unknownSubtype(written, place))
						: findings)
				.orElse(List.of());
		}
		return structures(written, read, place);
	}

	private static Effect worst(List<Finding> findings) {
		return findings.stream().map(Finding::effect).max(Comparator.naturalOrder()).orElse(Effect.NONE);
	}

	private Finding unknownSubtype(JsonNode written, String place) {
		JsonNode tag = object(written, this.writerTypes, "written").path("fields")
			.values()
			.stream()
			.filter((field) -> field.path("enum").size() == 1)
			.findFirst()
			.map((field) -> field.get("enum").get(0))
			.orElse(written);
		return this.peers.unknownToReader(place + " " + tag, Effect.BREAKS,
				"{writer} may send " + tag + ", which {reader} does not read");
	}

	private List<Finding> structures(JsonNode written, JsonNode read, String place) {
		if (isObject(written) && isObject(read)) {
			return objects(object(written, this.writerTypes, "written"), object(read, this.readerTypes, "read"), place);
		}
		if (written.has("array") && read.has("array")) {
			return Stream
				.concat(elements(written.get("array"), read.get("array"), place).stream(),
						this.scalars.limits(written, read, place).stream())
				.toList();
		}
		if (written.has("map") && read.has("map")) {
			return Stream.concat(elements(written.get("map"), read.get("map"), place).stream(),
					read.has("keys") ? compare(written.path("keys"), read.get("keys"), place + " keys").stream()
							: Stream.<Finding>empty())
				.toList();
		}
		if (written.has("tuple") && written.path("tuple").size() == read.path("tuple").size()) {
			List<Finding> findings = new ArrayList<>();
			for (int i = 0; i < written.get("tuple").size(); i++) {
				findings.addAll(compare(written.get("tuple").get(i), read.get("tuple").get(i), place + "[" + i + "]"));
			}
			return findings;
		}
		return this.scalars.compare(written, read, place);
	}

	private List<Finding> elements(JsonNode written, JsonNode read, String place) {
		return compare(written, read, place + "[]");
	}

	private static boolean isObject(JsonNode form) {
		return form.has("fields") || form.has("allOf");
	}

	// The fields of all parts, of which one is the type id.
	private static JsonNode object(JsonNode form, JsonNode types, String way) {
		if (!form.has("allOf")) {
			return form;
		}
		ObjectNode fields = JsonNodeFactory.instance.objectNode();
		form.get("allOf")
			.forEach((part) -> object(resolve(part, types, way), types, way).path("fields")
				.properties()
				.forEach((field) -> fields.set(field.getKey(), field.getValue())));
		ObjectNode object = JsonNodeFactory.instance.objectNode();
		object.set("fields", fields);
		return object;
	}

	private List<Finding> objects(JsonNode written, JsonNode read, String place) {
		List<Finding> findings = new ArrayList<>();
		Set<String> names = new TreeSet<>(written.get("fields").propertyNames());
		names.addAll(read.get("fields").propertyNames());
		for (String name : names) {
			JsonNode out = written.get("fields").path(name);
			JsonNode in = read.get("fields").path(name);
			String there = place + "." + name;
			if (in.isMissingNode()) {
				findings.add(this.peers.unknownToReader(there, Effect.NONE, "{reader} ignores what {writer} sends"));
			}
			else if (out.isMissingNode()) {
				findings.add(this.peers.unknownToWriter(there, absence(in), "{writer} leaves it out, " + absent(in)));
			}
			else {
				findings.addAll(field(out, in, there));
			}
		}
		return findings;
	}

	private List<Finding> field(JsonNode out, JsonNode in, String place) {
		JsonNode written = out.has("type") ? out.get("type") : out;
		JsonNode read = in.has("type") ? in.get("type") : in;
		List<Finding> findings = new ArrayList<>(
				compare(written.has("nullable") ? written.get("nullable") : written, read, place));
		boolean refusesNull = in.path("null").asString("").equals("refused");
		if (written.has("nullable") && (refusesNull || !isFine(in))) {
			findings.add(this.peers.different(place, refusesNull ? Effect.BREAKS : absence(in),
					"{writer} may send null, " + (refusesNull ? "which {reader} refuses" : absent(in))));
		}
		else if (out.has("optional") && !isFine(in)) {
			findings.add(this.peers.different(place, absence(in), "{writer} may leave it out, " + absent(in)));
		}
		return findings;
	}

	private boolean isFine(JsonNode in) {
		return absence(in) == Effect.NONE;
	}

	private Effect absence(JsonNode in) {
		String absent = in.path("absent").asString("");
		if (absent.equals("refused") || (absent.equals("invalid") && this.isValidated)) {
			return Effect.BREAKS;
		}
		JsonNode type = in.has("type") ? in.get("type") : in;
		return (in.has("optional") || type.has("nullable") || in.has("null")) ? Effect.NONE : Effect.MISSING;
	}

	private String absent(JsonNode in) {
		return switch (absence(in)) {
			case BREAKS -> "which {reader} refuses";
			case MISSING -> "for which {reader} has null, though its type does not say so";
			case NONE -> "which {reader} allows";
		};
	}

}
