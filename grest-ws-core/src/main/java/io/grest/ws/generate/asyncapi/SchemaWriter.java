package io.grest.ws.generate.asyncapi;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Field;
import io.grest.ws.internal.generate.model.JsonType;
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
import io.grest.ws.internal.generate.model.Kind;
import io.grest.ws.internal.generate.model.Literal;
import io.grest.ws.internal.generate.model.Rules;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writer of types as JSON Schema, draft 7, which AsyncAPI is based on.
 */
final class SchemaWriter {

	private static final String TYPE = "type";

	private static final String BASE64 = "base64";

	private final JsonMapper literals = new JsonMapper();

	private final Declarations declarations;

	private final Function<Key, String> references;

	private final Function<Field, @Nullable JsonNode> examples;

	private final BiFunction<JavaType, ObjectNode, ObjectNode> describe;

	/**
	 * Create a writer.
	 * @param declarations the declared types
	 * @param references the function that returns the reference to the schema of a
	 * declared type
	 * @param examples the function that returns the example of a field, {@code null} for
	 * none
	 * @param describe the function that adds the description of a type to its schema
	 */
	SchemaWriter(Declarations declarations, Function<Key, String> references,
			Function<Field, @Nullable JsonNode> examples, BiFunction<JavaType, ObjectNode, ObjectNode> describe) {
		this.declarations = declarations;
		this.references = references;
		this.examples = examples;
		this.describe = describe;
	}

	/**
	 * Return whether a type is written where it is used instead of being referred to.
	 * @param form the declared form of the type
	 * @return whether it is neither an object nor composed of objects
	 */
	static boolean isInline(JsonType form) {
		return form instanceof Literal || form instanceof Undescribed || form.equals(JsonType.ANY)
				|| (form instanceof Choice choice && choice.options().stream().allMatch(Literal.class::isInstance));
	}

	/**
	 * Write a type.
	 * @param type the type
	 * @return the schema
	 */
	ObjectNode write(JsonType type) {
		if (type instanceof Named named) {
			return named(named.key(), this.declarations.formOf(type));
		}
		if (type instanceof Scalar scalar) {
			return scalar(scalar);
		}
		if (type instanceof Literal literal) {
			return literal(literal);
		}
		if (type instanceof Undescribed undescribed) {
			return object().put("description", "Not described: " + undescribed.reason());
		}
		if (type instanceof Choice choice) {
			return choice(choice);
		}
		if (type instanceof Combined combined) {
			return several("allOf", combined.types());
		}
		return (type instanceof Fields fields) ? fields(fields) : elements(type);
	}

	private ObjectNode named(Key key, JsonType form) {
		if (!isInline(form)) {
			return object().put("$ref", this.references.apply(key));
		}
		return key.type().isEnumType() ? this.describe.apply(key.type(), write(form)) : write(form);
	}

	private ObjectNode elements(JsonType type) {
		if (type instanceof Items array) {
			ObjectNode schema = object().put(TYPE, "array");
			schema.set("items", write(array.item()));
			return size(schema, array.rules(), "minItems", "maxItems");
		}
		if (type instanceof Tuple tuple) {
			ObjectNode schema = object().put(TYPE, "array");
			ArrayNode items = schema.putArray("items");
			tuple.items().forEach((item) -> items.add(write(item)));
			return schema.put("minItems", tuple.items().size()).put("maxItems", tuple.items().size());
		}
		return (type instanceof Dictionary map) ? dictionary(map) : object();
	}

	// Values

	private ObjectNode scalar(Scalar scalar) {
		ObjectNode schema = object().put(TYPE, scalar.kind().word());
		if (BASE64.equals(scalar.format())) {
			schema.put("contentEncoding", BASE64);
		}
		else if (scalar.format() != null) {
			schema.put("format", scalar.format());
		}
		Rules rules = scalar.rules();
		if (scalar.kind() == Kind.STRING) {
			size(schema, rules, "minLength", "maxLength");
			if (rules.format() != null) {
				schema.put("format", rules.format());
			}
			patterns(schema, rules.patterns());
		}
		else if (scalar.kind() != Kind.BOOLEAN) {
			limit(schema, rules.above() ? "exclusiveMinimum" : "minimum", rules.minimum());
			limit(schema, rules.below() ? "exclusiveMaximum" : "maximum", rules.maximum());
		}
		return schema;
	}

	private static ObjectNode size(ObjectNode schema, Rules rules, String least, String most) {
		if (rules.minSize() != null) {
			schema.put(least, rules.minSize());
		}
		if (rules.maxSize() != null) {
			schema.put(most, rules.maxSize());
		}
		return schema;
	}

	private static void limit(ObjectNode schema, String keyword, @Nullable BigDecimal limit) {
		if (limit != null) {
			schema.put(keyword, limit);
		}
	}

	private static void patterns(ObjectNode schema, List<String> patterns) {
		if (patterns.size() == 1) {
			schema.put("pattern", patterns.get(0));
		}
		else if (!patterns.isEmpty()) {
			ArrayNode all = schema.putArray("allOf");
			patterns.forEach((pattern) -> all.addObject().put("pattern", pattern));
		}
	}

	private ObjectNode literal(Literal literal) {
		JsonNode value = value(literal);
		ObjectNode schema = object().put(TYPE, typeOf(value));
		schema.set("const", value);
		Components.say(schema, literal.description());
		return schema;
	}

	private JsonNode value(Literal literal) {
		return this.literals.readTree(literal.json());
	}

	private static String typeOf(JsonNode value) {
		if (value.isNumber()) {
			return value.isIntegralNumber() ? "integer" : "number";
		}
		return value.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
	}

	// Unions

	private ObjectNode choice(Choice choice) {
		List<JsonType> options = choice.options().stream().filter((option) -> !option.equals(JsonType.NULL)).toList();
		boolean nullable = options.size() < choice.options().size();
		if (options.isEmpty()) {
			ObjectNode nothing = object();
			nothing.putObject("not");
			return nothing;
		}
		if (options.stream().allMatch(Literal.class::isInstance) && options.size() > 1) {
			ObjectNode constants = constants(options.stream().map(Literal.class::cast).toList());
			return nullable ? orNull(constants) : constants;
		}
		if (options.size() > 1) {
			return several("anyOf", nullable ? choice.options() : options);
		}
		return orNull(write(options.get(0)));
	}

	// A text for each value, in their order: the keyword that generators of code know.
	private ObjectNode constants(List<Literal> literals) {
		List<JsonNode> values = literals.stream().map(this::value).toList();
		Set<String> types = new LinkedHashSet<>(values.stream().map(SchemaWriter::typeOf).toList());
		ObjectNode schema = object();
		if (types.size() == 1) {
			schema.put(TYPE, types.iterator().next());
		}
		schema.putArray("enum").addAll(values);
		if (literals.stream().anyMatch((literal) -> literal.description() != null)) {
			ArrayNode descriptions = schema.putArray("x-enum-descriptions");
			literals.forEach((literal) -> descriptions.add(Objects.requireNonNullElse(literal.description(), "")));
		}
		return schema;
	}

	private static ObjectNode orNull(ObjectNode schema) {
		if (schema.path(TYPE).isString() && !schema.has("enum") && !schema.has("const")) {
			String type = schema.path(TYPE).asString();
			schema.putArray(TYPE).add(type).add("null");
			return schema;
		}
		if (!schema.has(TYPE) && !schema.has("$ref") && !schema.has("allOf") && !schema.has("anyOf")) {
			return schema;
		}
		ObjectNode either = object();
		either.putArray("anyOf").add(object().put(TYPE, "null")).add(schema);
		return either;
	}

	private ObjectNode several(String keyword, List<JsonType> types) {
		ObjectNode schema = object();
		ArrayNode all = schema.putArray(keyword);
		types.stream().filter(JsonType.NULL::equals).forEach((type) -> all.add(write(type)));
		types.stream().filter((type) -> !type.equals(JsonType.NULL)).forEach((type) -> all.add(write(type)));
		return schema;
	}

	// Objects

	private ObjectNode dictionary(Dictionary map) {
		ObjectNode schema = object().put(TYPE, "object");
		schema.set("additionalProperties", write(map.value()));
		ObjectNode names = write(map.key());
		if (names.size() > 1) {
			schema.set("propertyNames", names);
		}
		return size(schema, map.rules(), "minProperties", "maxProperties");
	}

	private ObjectNode fields(Fields fields) {
		ObjectNode schema = object().put(TYPE, "object");
		if (!fields.fields().isEmpty()) {
			ObjectNode properties = schema.putObject("properties");
			fields.fields().forEach((field) -> properties.set(field.name(), field(field)));
		}
		List<String> required = fields.fields()
			.stream()
			.filter((field) -> !field.optional() && !field.type().isNullable())
			.map(Field::name)
			.toList();
		if (!required.isEmpty()) {
			ArrayNode names = schema.putArray("required");
			required.forEach(names::add);
		}
		if (fields.others() != null) {
			schema.set("additionalProperties", write(fields.others()));
		}
		return schema;
	}

	// Keywords beside a reference are ignored.
	private ObjectNode field(Field field) {
		ObjectNode schema = write(field.type());
		ObjectNode said = object();
		if (field.description() != null) {
			said.put("description", field.description());
			if (schema.has("enum") || schema.has("const")) {
				schema.remove("description");
			}
		}
		JsonNode example = this.examples.apply(field);
		if (example != null) {
			said.putArray("examples").add(example);
		}
		if (said.isEmpty() || !schema.has("$ref")) {
			said.setAll(schema);
			return said;
		}
		ObjectNode both = object();
		both.putArray("allOf").add(schema).add(said);
		return both;
	}

	private static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

}
