package io.grest.ws.generate.asyncapi;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.grest.ws.generate.model.Declarations;
import io.grest.ws.generate.model.JsonType;
import io.grest.ws.generate.model.JsonType.Undescribed;
import io.grest.ws.generate.model.Key;
import io.grest.ws.generate.type.Site;
import io.grest.ws.generate.type.TypeReader;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON schemas of payloads. Objects are defined once for each form that they have, and
 * referred to.
 */
final class PayloadSchemas {

	private final JsonMapper mapper;

	private final Declarations declarations = new Declarations(true);

	private final TypeReader types;

	private final ExampleValues examples;

	private final List<Used> used = new ArrayList<>();

	PayloadSchemas(JsonMapper mapper) {
		this.mapper = mapper;
		// What is not described stands in the types themselves.
		this.types = new TypeReader(mapper, this.declarations, "JSON", (fault) -> {
		});
		this.examples = new ExampleValues(mapper, this.declarations);
	}

	/**
	 * Read the type of a payload.
	 * @param type the Java type
	 * @param site where it is used
	 * @return the type, which says so itself if it cannot be described
	 */
	JsonType read(Type type, Site site) {
		try {
			return this.types.read(type, site);
		}
		catch (RuntimeException ex) {
			// By code of the application, which Jackson asks what it writes
			return new Undescribed("the " + site.payload() + " is of type " + type.getTypeName() + ", for which "
					+ ex.getClass().getName() + " was thrown: " + ex.getMessage());
		}
	}

	/**
	 * The schema of a type.
	 * @param type the type
	 * @return the schema, complete once {@link #collect} was called
	 */
	ObjectNode of(JsonType type) {
		ObjectNode schema = JsonNodeFactory.instance.objectNode();
		this.used.add(new Used(type, schema));
		return schema;
	}

	/**
	 * What of a type is not described.
	 * @param type the type
	 * @return the reasons
	 */
	Set<String> undescribed(JsonType type) {
		return this.declarations.undescribed(type);
	}

	/**
	 * The values by which types are explained.
	 * @return the examples
	 */
	ExampleValues examples() {
		return this.examples;
	}

	/**
	 * Complete the schemas.
	 * @param path where the definitions will be, such as {@code components/schemas}
	 * @return the definitions of all objects so far, by name
	 */
	ObjectNode collect(String path) {
		this.declarations.join();
		Map<Key, JsonType> defined = new LinkedHashMap<>(this.declarations.all());
		defined.values().removeIf(SchemaWriter::isInline);
		SchemaNames names = new SchemaNames(this.declarations, defined.keySet());
		SchemaWriter writer = new SchemaWriter(this.declarations, (key) -> "#/" + path + "/" + names.of(key),
				this.examples::ofField);
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
		return (description != null) ? schema.put("description", description) : schema;
	}

	/**
	 * A type that is part of the document.
	 *
	 * @param type the type
	 * @param schema its schema there
	 */
	private record Used(JsonType type, ObjectNode schema) {

	}

}
