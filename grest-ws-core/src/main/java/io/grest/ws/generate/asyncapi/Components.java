package io.grest.ws.generate.asyncapi;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.generate.model.Declarations;
import io.grest.ws.generate.model.Field;
import io.grest.ws.generate.model.JsonType;
import io.grest.ws.generate.model.JsonType.Fields;
import io.grest.ws.generate.model.Key;
import io.grest.ws.generate.type.QueryFields;
import io.grest.ws.generate.type.Site;
import io.grest.ws.handshake.SecurityScheme;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the contracts of a document share: messages, schemas, security schemes.
 */
final class Components {

	private static final String REF = "$ref";

	// No class has a name that begins like this.
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
	 * @return what it is in JSON
	 */
	JsonType read(Type type, Site site) {
		return this.schemas.read(type, site);
	}

	/**
	 * The schema of a payload.
	 * @param type its type
	 * @return the schema, complete once everything is written
	 */
	ObjectNode schema(JsonType type) {
		return this.schemas.of(type);
	}

	/**
	 * What of a payload is not described.
	 * @param type its type
	 * @return the reasons
	 */
	Set<String> undescribed(JsonType type) {
		return this.schemas.undescribed(type);
	}

	/**
	 * The schema of what path variables and query are bound to. They are bound by name,
	 * so the application's mapper has no say.
	 * @param type the type
	 * @return the schema, without references
	 */
	ObjectNode querySchema(Class<?> type) {
		List<Field> fields = QueryFields.of(type).values().stream().map(Components::orNull).toList();
		return new SchemaWriter(new Declarations(true), Key::toString, this.schemas.examples()::ofField)
			.write(new Fields(fields));
	}

	private static Field orNull(Field field) {
		return field.optional()
				? new Field(field.name(), field.type().orNull(), true, field.annotations(), field.property()) : field;
	}

	/**
	 * A schema that belongs to the protocol rather than to a contract.
	 * @param name its name
	 * @param schema writes it, once
	 * @return a reference to it
	 */
	ObjectNode protocolSchema(String name, Supplier<ObjectNode> schema) {
		if (!this.ownSchemas.has(OWN + name)) {
			this.ownSchemas.set(OWN + name, schema.get());
		}
		return reference("components/schemas/" + OWN + name);
	}

	/**
	 * Add a message.
	 * @param name its name, which no other message has
	 * @param message the message
	 * @return a reference to it
	 */
	ObjectNode message(String name, ObjectNode message) {
		this.messages.set(name, message);
		return reference("components/messages/" + name);
	}

	/**
	 * Add a message that contracts share, unless it is there.
	 * @param name its name
	 * @param message writes it, once
	 * @return a reference to it
	 */
	ObjectNode sharedMessage(String name, Supplier<ObjectNode> message) {
		return this.messages.has(name) ? reference("components/messages/" + name) : message(name, message.get());
	}

	/**
	 * A name for an error: its type, and a number where two classes have one type.
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
	 * @return a reference to it
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
	 * The example of what a method takes.
	 * @param method the method
	 * @param type the type of its input, {@code null} if it has none
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable JsonNode inputExample(ContractMethod method, @Nullable JsonType type) {
		return (type != null && method.inputType() != null)
				? this.schemas.examples().ofParameter(method.method().getParameters()[0], method.inputType(), type)
				: null;
	}

	/**
	 * The example of a type.
	 * @param type the Java type
	 * @param form what it is in JSON
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable JsonNode example(Type type, JsonType form) {
		return this.schemas.examples().ofType(type, form);
	}

	/**
	 * Write everything that was added.
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
