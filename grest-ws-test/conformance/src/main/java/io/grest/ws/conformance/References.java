package io.grest.ws.conformance;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * What <code>${…}</code> stands for in the texts of one case.
 */
final class References {

	private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");

	private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

	// Random for each case, so that no two of them meet.
	private final String caseId = String.format("%08x", ThreadLocalRandom.current().nextInt());

	private final Map<String, KeptFrame> kept = new HashMap<>();

	private final Function<String, FrameCounts> counts;

	/**
	 * Create the references of a case.
	 * @param counts the function from the name of a connection to its counts
	 */
	References(Function<String, FrameCounts> counts) {
		this.counts = counts;
	}

	void keep(String name, KeptFrame frame) {
		this.kept.put(name, frame);
	}

	/**
	 * Return a text with the parts that it refers to.
	 */
	String resolve(String text) {
		return REFERENCE.matcher(text)
			.replaceAll((reference) -> Matcher.quoteReplacement(text(part(reference.group(1)))));
	}

	/**
	 * Return a value with the parts that its texts refer to. A text that is nothing but
	 * one reference becomes the value itself.
	 */
	JsonNode resolve(JsonNode value) {
		if (!value.isString() && !value.isContainer()) {
			return value;
		}
		if (value.isString()) {
			Matcher alone = REFERENCE.matcher(value.stringValue());
			return alone.matches() ? part(alone.group(1)) : StringNode.valueOf(resolve(value.stringValue()));
		}
		return value.isObject() ? resolveObject(value) : resolveArray(value);
	}

	private ObjectNode resolveObject(JsonNode object) {
		ObjectNode resolved = JSON.objectNode();
		object.properties().forEach((property) -> resolved.set(property.getKey(), resolve(property.getValue())));
		return resolved;
	}

	private ArrayNode resolveArray(JsonNode array) {
		ArrayNode resolved = JSON.arrayNode();
		array.forEach((value) -> resolved.add(resolve(value)));
		return resolved;
	}

	private JsonNode part(String reference) {
		String[] halves = reference.split("\\|", 2);
		JsonNode value = value(halves[0]);
		return (halves.length == 2) ? StringNode.valueOf(change(text(value), halves[1])) : value;
	}

	private JsonNode value(String reference) {
		if (reference.equals("case.id")) {
			return StringNode.valueOf(this.caseId);
		}
		String[] names = reference.split("\\.", 2);
		Check.that(names.length == 2, "${%s} has no two parts", reference);
		return switch (names[0]) {
			case "received" -> JSON.numberNode(this.counts.apply(names[1]).received());
			case "sent" -> JSON.numberNode(this.counts.apply(names[1]).sent());
			default -> kept(names[0]).part(names[1]);
		};
	}

	private KeptFrame kept(String name) {
		return Check.present(this.kept.get(name), "No frame was kept as %s, only as %s", name, this.kept.keySet());
	}

	private static String change(String text, String how) {
		int middle = text.length() / 2;
		return switch (how) {
			case "cut" -> text.substring(0, text.length() - 4);
			case "flip" ->
				text.substring(0, middle) + ((text.charAt(middle) != 'A') ? 'A' : 'B') + text.substring(middle + 1);
			default -> throw new AssertionError("No change of a reference: " + how);
		};
	}

	private static String text(JsonNode value) {
		return value.isString() ? value.stringValue() : value.toString();
	}

}
