package io.grest.ws.generate.asyncapi;

import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.handshake.SecurityScheme;
import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Field;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Fields;
import io.grest.ws.internal.generate.model.Key;
import io.grest.ws.internal.generate.type.QueryFields;
import io.grest.ws.internal.generate.type.Site;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Components that the contracts of a document share: messages, schemas and security
 * schemes.
 */
final class Components {

	private static final String REF = "$ref";

	// Prefix of schemas of the protocol. Names of classes do not begin with it.
	private static final String OWN = "grest.";

	private final PayloadSchemas schemas;

	private final ObjectNode ownSchemas = object();

	private final ObjectNode messages = object();

	private final ObjectNode securitySchemes = object();

	private final Map<String, List<Class<?>>> errors = new HashMap<>();

	Components(JsonMapper mapper) {
		this.schemas = new PayloadSchemas(mapper);
	}

	static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

	static ObjectNode reference(String path) {
		return object().put(REF, "#/" + path);
	}

	/**
	 * Read the type of a payload.
	 * @param type the Java type
	 * @param site where it is used
	 * @return the form of the type in JSON
	 */
	JsonType read(Type type, Site site) {
		return this.schemas.read(type, site);
	}

	/**
	 * Return the schema of a payload.
	 * @param type the type of the payload
	 * @return the schema, incomplete until {@link #write}
	 */
	ObjectNode schema(JsonType type) {
		return this.schemas.of(type);
	}

	/**
	 * Return the schema of the data of an error frame.
	 * @param details the type of the error's data, {@code null} if it has none
	 * @return the schema, incomplete until {@link #write}
	 */
	ObjectNode envelopeData(@Nullable JsonType details) {
		return this.schemas.of(this.schemas.withMessage(details));
	}

	private Set<String> undescribed(JsonType type) {
		return this.schemas.undescribed(type);
	}

	/**
	 * Add the reasons why payloads are not described in full.
	 * @param described what uses the payloads
	 * @param types the types of the payloads
	 */
	void explain(ObjectNode described, Stream<JsonType> types) {
		List<String> reasons = types.flatMap((type) -> undescribed(type).stream()).distinct().toList();
		if (!reasons.isEmpty()) {
			say(described, "Not described in full: " + String.join("; ", reasons));
			ArrayNode undescribed = described.putArray("x-grest-undescribed");
			reasons.forEach(undescribed::add);
		}
	}

	/**
	 * Add a paragraph to a description.
	 * @param described what is described
	 * @param text the paragraph, or several with a line each, {@code null} for none
	 */
	static void say(ObjectNode described, @Nullable String text) {
		if (text != null) {
			String before = described.has("description") ? described.path("description").asString() + "\n\n" : "";
			described.put("description", before + text.replace("\n", "\n\n"));
		}
	}

	/**
	 * Return the schema of the type that path variables and query parameters are bound
	 * to. They are bound by name, without the application's mapper.
	 * @param type the type
	 * @return the schema, without references
	 */
	ObjectNode querySchema(Class<?> type) {
		List<Field> fields = QueryFields.of(type).values().stream().map(Components::orNull).toList();
		return new SchemaWriter(new Declarations(true), Key::toString, this.schemas.examples()::ofField,
				(key, schema) -> schema)
			.write(new Fields(fields));
	}

	private static Field orNull(Field field) {
		return field.optional()
				? new Field(field.name(), field.type().orNull(), true, field.annotations(), field.property()) : field;
	}

	/**
	 * Add a schema of the protocol, unless it was added before.
	 * @param name the name of the schema
	 * @param schema the supplier of the schema, called at most once
	 * @return the reference to the schema
	 */
	ObjectNode protocolSchema(String name, Supplier<ObjectNode> schema) {
		if (!this.ownSchemas.has(OWN + name)) {
			this.ownSchemas.set(OWN + name, schema.get());
		}
		return reference("components/schemas/" + OWN + name);
	}

	/**
	 * Add a message.
	 * @param name the unique name of the message
	 * @param message the message
	 * @return the reference to the message
	 */
	ObjectNode message(String name, ObjectNode message) {
		this.messages.set(name, message);
		return reference("components/messages/" + name);
	}

	/**
	 * Add a message that contracts share, unless it was added before.
	 * @param name the name of the message
	 * @param message the supplier of the message, called at most once
	 * @return the reference to the message
	 */
	ObjectNode sharedMessage(String name, Supplier<ObjectNode> message) {
		return this.messages.has(name) ? reference("components/messages/" + name) : message(name, message.get());
	}

	/**
	 * Return the name of an error: its type, with a number if several classes share the
	 * type.
	 * @param error the error
	 * @return the name
	 */
	String nameOf(ContractError error) {
		List<Class<?>> classes = this.errors.computeIfAbsent(error.type(), (type) -> new ArrayList<>());
		if (!classes.contains(error.exceptionClass())) {
			classes.add(error.exceptionClass());
		}
		int index = classes.indexOf(error.exceptionClass());
		return (index == 0) ? error.type() : error.type() + "-" + (index + 1);
	}

	/**
	 * Add a security scheme.
	 * @param scheme the scheme
	 * @return the reference to the scheme
	 */
	ObjectNode security(SecurityScheme scheme) {
		String name = (scheme.place() == SecurityScheme.Place.BEARER) ? "bearer"
				: in(scheme) + "." + scheme.name().replaceAll("[^A-Za-z0-9._-]", "_");
		if (!this.securitySchemes.has(name)) {
			ObjectNode description = this.securitySchemes.putObject(name);
			if (scheme.place() == SecurityScheme.Place.BEARER) {
				description.put("type", "http").put("scheme", "bearer");
			}
			else {
				description.put("type", "httpApiKey").put("name", scheme.name()).put("in", in(scheme));
			}
		}
		return reference("components/securitySchemes/" + name);
	}

	private static String in(SecurityScheme scheme) {
		return switch (scheme.place()) {
			case BEARER, HEADER -> "header";
			case COOKIE -> "cookie";
			case QUERY -> "query";
		};
	}

	/**
	 * Return the example of the input of a method.
	 * @param method the method
	 * @param type the type of its input, {@code null} if it has none
	 * @return the example, or {@code null} if there is none
	 */
	@Nullable JsonNode inputExample(ContractMethod method, @Nullable JsonType type) {
		return (type != null && method.inputType() != null)
				? this.schemas.examples().ofParameter(method.method().getParameters()[0], method.inputType(), type)
				: null;
	}

	/**
	 * Return the example of the items that a method takes.
	 * @param method the method
	 * @param type the type of the items
	 * @return the example, or {@code null} if there is none
	 */
	@Nullable JsonNode inputItemExample(ContractMethod method, JsonType type) {
		return (method.inputItemType() != null)
				? this.schemas.examples().ofParameter(streamOf(method), method.inputItemType(), type) : null;
	}

	/**
	 * Return the parameter of the stream that a method takes.
	 * @param method the method, which takes a stream
	 */
	static Parameter streamOf(ContractMethod method) {
		return method.method().getParameters()[(method.inputType() != null) ? 1 : 0];
	}

	/**
	 * Return the example of a type.
	 * @param type the Java type
	 * @param form the form of the type in JSON
	 * @return the example, or {@code null} if there is none
	 */
	@Nullable JsonNode example(Type type, JsonType form) {
		return this.schemas.examples().ofType(type, form);
	}

	/**
	 * Write all added components, and complete the schemas.
	 * @return the components
	 */
	ObjectNode write() {
		ObjectNode components = object();
		ObjectNode definitions = components.putObject("schemas");
		definitions.setAll(this.schemas.collect("components/schemas"));
		definitions.setAll(this.ownSchemas);
		components.set("messages", this.messages);
		if (!this.securitySchemes.isEmpty()) {
			components.set("securitySchemes", this.securitySchemes);
		}
		return components;
	}

}
