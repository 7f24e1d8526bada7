package io.grest.ws.generate.asyncapi;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Undescribed;
import io.grest.ws.internal.generate.model.Key;
import io.grest.ws.internal.generate.model.Prose;
import io.grest.ws.internal.generate.type.Site;
import io.grest.ws.internal.generate.type.TypeReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON schemas of payloads. Objects have one definition for each of their forms, which
 * other schemas refer to.
 */
final class PayloadSchemas {

	private final JsonMapper mapper;

	private final Declarations declarations = new Declarations(true);

	private final TypeReader types;

	private final ExampleValues examples;

	private final List<Used> used = new ArrayList<>();

	PayloadSchemas(JsonMapper mapper) {
		this.mapper = mapper;
		// Faults are ignored: the types contain the reasons why they are not described.
		this.types = new TypeReader(mapper, this.declarations, "JSON", (fault) -> {
		});
		this.examples = new ExampleValues(mapper, this.declarations);
	}

	/**
	 * Read the type of a payload.
	 * @param type the Java type
	 * @param site where it is used
	 * @return the type, {@link Undescribed} if it cannot be described
	 */
	JsonType read(Type type, Site site) {
		try {
			return this.types.read(type, site);
		}
		catch (RuntimeException ex) {
			// Thrown by a serializer or an annotated member of the application.
			return new Undescribed("the " + site.payload() + " is of type " + type.getTypeName() + ", for which "
					+ ex.getClass().getName() + " was thrown: " + ex.getMessage());
		}
	}

	/**
	 * Return the schema of a type.
	 * @param type the type
	 * @return the schema, incomplete until {@link #collect}
	 */
	ObjectNode of(JsonType type) {
		ObjectNode schema = JsonNodeFactory.instance.objectNode();
		this.used.add(new Used(type, schema));
		return schema;
	}

	/**
	 * Return the type of the data of an error frame.
	 * @param details the type of the error's data, {@code null} if it has none
	 * @return the type with the message
	 */
	JsonType withMessage(@Nullable JsonType details) {
		return this.declarations.withMessage(details);
	}

	/**
	 * Return the reasons why parts of a type are not described.
	 * @param type the type
	 * @return the reasons
	 */
	Set<String> undescribed(JsonType type) {
		return this.declarations.undescribed(type);
	}

	/**
	 * Return the examples of types.
	 * @return the examples
	 */
	ExampleValues examples() {
		return this.examples;
	}

	/**
	 * Complete the schemas.
	 * @param path the path of the definitions in the document, such as
	 * {@code components/schemas}
	 * @return the definitions of all objects so far, by name
	 */
	ObjectNode collect(String path) {
		this.declarations.join();
		Map<Key, JsonType> defined = new LinkedHashMap<>(this.declarations.all());
		defined.values().removeIf(SchemaWriter::isInline);
		SchemaNames names = new SchemaNames(this.declarations, defined.keySet());
		SchemaWriter writer = new SchemaWriter(this.declarations, (key) -> "#/" + path + "/" + names.of(key),
				this.examples::ofField, this::describe);
		Map<String, ObjectNode> schemas = new TreeMap<>();
		defined.forEach((key, form) -> schemas.put(names.of(key), describe(key.type(), writer.write(form))));
		this.used.forEach((use) -> use.schema().setAll(writer.write(use.type())));
		ObjectNode definitions = JsonNodeFactory.instance.objectNode();
		definitions.setAll(schemas);
		return definitions;
	}

	private ObjectNode describe(JavaType type, ObjectNode schema) {
		MapperConfig<?> config = this.mapper.serializationConfig();
		String description = config.getAnnotationIntrospector()
			.findClassDescription(config, config.classIntrospectorInstance().introspectClassAnnotations(type));
		Components.say(schema, (description != null) ? description : Prose.of(type.getRawClass()));
		return schema;
	}

	/**
	 * Type that is used in the document.
	 *
	 * @param type the type
	 * @param schema the schema to complete
	 */
	private record Used(JsonType type, ObjectNode schema) {

	}

}
