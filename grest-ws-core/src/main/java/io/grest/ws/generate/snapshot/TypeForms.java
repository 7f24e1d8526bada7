package io.grest.ws.generate.snapshot;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.model.Field;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Anything;
import io.grest.ws.internal.generate.model.JsonType.Choice;
import io.grest.ws.internal.generate.model.JsonType.Combined;
import io.grest.ws.internal.generate.model.JsonType.Dictionary;
import io.grest.ws.internal.generate.model.JsonType.Fields;
import io.grest.ws.internal.generate.model.JsonType.Items;
import io.grest.ws.internal.generate.model.JsonType.Named;
import io.grest.ws.internal.generate.model.JsonType.Scalar;
import io.grest.ws.internal.generate.model.JsonType.Tuple;
import io.grest.ws.internal.generate.model.JsonType.Undescribed;
import io.grest.ws.internal.generate.model.Key;
import io.grest.ws.internal.generate.model.Literal;
import io.grest.ws.internal.generate.model.Rules;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.deser.CreatorProperty;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Writer of types into a description, whose layout {@link TypeComparison} knows.
 */
final class TypeForms {

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private final JsonMapper mapper;

	private final Declarations declarations;

	private final TypeNames names;

	/**
	 * Create a writer.
	 * @param mapper the application's mapper
	 * @param declarations the types, all of them declared
	 */
	TypeForms(JsonMapper mapper, Declarations declarations) {
		this.mapper = mapper;
		this.declarations = declarations;
		this.names = new TypeNames(declarations.all().keySet());
	}

	/**
	 * Describe a type as it is written and as it is read.
	 * @param type the function that returns the type
	 * @return the description, one for both directions if they are the same
	 */
	JsonNode bothWays(Function<Direction, JsonType> type) {
		JsonNode written = write(type.apply(Direction.WRITTEN));
		JsonNode read = write(type.apply(Direction.READ));
		if (withoutRefusals(read).equals(withoutRefusals(written))) {
			return read;
		}
		ObjectNode both = NODES.objectNode();
		both.set("written", written);
		both.set("read", read);
		return both;
	}

	/**
	 * Describe all declared types.
	 * @return the descriptions by name
	 */
	ObjectNode types() {
		Map<String, JsonNode> types = new TreeMap<>();
		for (Key key : this.declarations.all().keySet()) {
			types.put(this.names.of(key), bothWays((direction) -> declared(key, direction)));
		}
		ObjectNode all = NODES.objectNode();
		all.setAll(types);
		return all;
	}

	private JsonType declared(Key key, Direction direction) {
		JsonType form = this.declarations.formOf(new Named(key.in(direction)));
		boolean unused = form instanceof Choice choice && choice.options().isEmpty();
		return unused ? this.declarations.formOf(new Named(key)) : form;
	}

	// What a reader refuses is nothing that a writer could differ in, and a value that
	// may be null may be left out.
	private static JsonNode withoutRefusals(JsonNode node) {
		if (node.isArray()) {
			return NODES.arrayNode().addAll(node.values().stream().map(TypeForms::withoutRefusals).toList());
		}
		if (!node.isObject()) {
			return node;
		}
		ObjectNode copy = NODES.objectNode();
		node.properties()
			.forEach((part) -> copy.set(part.getKey(),
					part.getKey().equals("fields") ? fieldsOf(part.getValue()) : withoutRefusals(part.getValue())));
		return copy;
	}

	private static JsonNode fieldsOf(JsonNode fields) {
		ObjectNode copy = NODES.objectNode();
		fields.properties().forEach((field) -> {
			JsonNode value = field.getValue();
			JsonNode type = withoutRefusals(value.has("type") ? value.get("type") : value);
			boolean optional = value.has("optional") && !type.has("nullable");
			copy.set(field.getKey(), optional ? single("type", type).put("optional", true) : type);
		});
		return copy;
	}

	private JsonNode write(JsonType type) {
		if (type instanceof Scalar scalar) {
			String format = (scalar.format() != null) ? ":" + scalar.format() : "";
			StringNode kind = NODES.stringNode(scalar.kind().word() + format);
			return scalar.rules().equals(Rules.NONE) ? kind : limited("value", kind, scalar.rules());
		}
		if (type instanceof Items items) {
			return limited("array", write(items.item()), items.rules());
		}
		if (type instanceof Dictionary map) {
			ObjectNode node = limited("map", write(map.value()), map.rules());
			return map.key().equals(JsonType.STRING) ? node : node.set("keys", write(map.key()));
		}
		if (type instanceof Choice choice) {
			return choice(choice);
		}
		return structure(type);
	}

	private JsonNode structure(JsonType type) {
		if (type instanceof Literal literal) {
			return single("enum", NODES.arrayNode().add(this.mapper.readTree(literal.json())));
		}
		if (type instanceof Fields object) {
			return fields(object);
		}
		if (type instanceof Combined combined) {
			return single("allOf", all(combined.types()));
		}
		if (type instanceof Tuple tuple) {
			return single("tuple", all(tuple.items()));
		}
		if (type instanceof Named named) {
			return single("ref", NODES.stringNode(this.names.of(named.key())));
		}
		return NODES.stringNode((type instanceof Anything) ? "any" : (type instanceof Undescribed) ? "unknown" : "?");
	}

	private JsonNode choice(Choice choice) {
		if (choice.isNullable()) {
			List<JsonType> others = choice.options().stream().filter((option) -> !option.isNullable()).toList();
			return others.isEmpty() ? NODES.stringNode("null") : single("nullable", write(Choice.of(others)));
		}
		return choice.options().stream().allMatch(Literal.class::isInstance) && !choice.options().isEmpty()
				? single("enum",
						NODES.arrayNode()
							.addAll(choice.options()
								.stream()
								.map((option) -> this.mapper.readTree(((Literal) option).json()))
								.toList()))
				: single("anyOf", all(choice.options()));
	}

	private JsonNode fields(Fields object) {
		ObjectNode fields = NODES.objectNode();
		object.fields().forEach((field) -> fields.set(field.name(), field(field)));
		ObjectNode node = single("fields", fields);
		return (object.others() != null) ? node.set("others", write(object.others())) : node;
	}

	/**
	 * Describe a field: its type, whether it may be left out, and what a reader does if
	 * it is.
	 * @param field the field
	 * @return the description
	 */
	JsonNode field(Field field) {
		ObjectNode node = single("type", write(field.type()));
		if (field.optional()) {
			node.put("optional", true);
		}
		if (field.annotations().forbidNull()) {
			node.put("absent", "invalid");
		}
		BeanProperty property = field.property();
		if (property != null && Boolean.TRUE.equals(property.getMetadata().getRequired())) {
			node.put("absent", "refused");
		}
		if (property != null && property.getType().isPrimitive()) {
			node.put((property instanceof CreatorProperty) ? "absent" : "null", "refused");
		}
		return (node.size() == 1) ? node.get("type") : node;
	}

	/**
	 * Describe a field that must be there, as its Java type has no {@code null}.
	 * @param field the field
	 * @return the description
	 */
	JsonNode primitive(Field field) {
		return single("type", write(field.type())).put("absent", "refused");
	}

	private ObjectNode limited(String name, JsonNode value, Rules rules) {
		ObjectNode node = single(name, value);
		if (rules.minimum() != null) {
			node.put(rules.above() ? "above" : "minimum", rules.minimum());
		}
		if (rules.maximum() != null) {
			node.put(rules.below() ? "below" : "maximum", rules.maximum());
		}
		if (rules.minSize() != null) {
			node.put("minSize", rules.minSize());
		}
		if (rules.maxSize() != null) {
			node.put("maxSize", rules.maxSize());
		}
		if (!rules.patterns().isEmpty()) {
			node.set("patterns",
					NODES.arrayNode().addAll(rules.patterns().stream().<JsonNode>map(NODES::stringNode).toList()));
		}
		if (rules.format() != null) {
			node.put("format", rules.format());
		}
		return node;
	}

	private JsonNode all(Collection<JsonType> types) {
		return NODES.arrayNode().addAll(types.stream().map(this::write).toList());
	}

	private static ObjectNode single(String name, JsonNode value) {
		ObjectNode node = NODES.objectNode();
		node.set(name, value);
		return node;
	}

}
