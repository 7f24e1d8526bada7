package io.grest.ws.generate.asyncapi;

import java.lang.reflect.Type;

import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.ClassUtils;

/**
 * JSON schemas of payloads, in the draft that AsyncAPI builds on. Objects are defined
 * once and referred to.
 */
final class PayloadSchemas {

	private static final boolean CONSTRAINTS = ClassUtils.isPresent("jakarta.validation.Constraint",
			PayloadSchemas.class.getClassLoader())
			&& ClassUtils.isPresent("com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule",
					PayloadSchemas.class.getClassLoader());

	private final SchemaGenerator inlining;

	private final SchemaBuilder builder;

	PayloadSchemas(JsonMapper mapper) {
		this.inlining = new SchemaGenerator(configure(mapper).with(Option.INLINE_ALL_SCHEMAS).build());
		this.builder = new SchemaGenerator(configure(mapper).with(Option.DEFINITIONS_FOR_ALL_OBJECTS).build())
			.buildMultipleSchemaDefinitions();
	}

	private static SchemaGeneratorConfigBuilder configure(JsonMapper mapper) {
		JacksonMembers members = new JacksonMembers(mapper);
		SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(mapper, SchemaVersion.DRAFT_7,
				OptionPreset.PLAIN_JSON);
		config.without(Option.SCHEMA_VERSION_INDICATOR, Option.FLATTENED_ENUMS, Option.FLATTENED_SUPPLIERS)
			.with(Option.GETTER_METHODS, Option.NONSTATIC_NONVOID_NONGETTER_METHODS,
					Option.FIELDS_DERIVED_FROM_ARGUMENTFREE_METHODS, Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES,
					Option.NULLABLE_ARRAY_ITEMS_ALLOWED, Option.DEFINITIONS_FOR_MEMBER_SUPERTYPES,
					Option.INLINE_NULLABLE_SCHEMAS, Option.PLAIN_DEFINITION_KEYS);
		members.applyTo(config);
		config.with(new JacksonSchemaModule(JacksonOption.SKIP_SUBTYPE_LOOKUP, JacksonOption.IGNORE_TYPE_INFO_TRANSFORM,
				JacksonOption.RESPECT_JSONPROPERTY_REQUIRED, JacksonOption.IGNORE_PROPERTY_NAMING_STRATEGY));
		if (CONSTRAINTS) {
			config.with(new PayloadConstraints());
		}
		return config;
	}

	/**
	 * The schema of a type.
	 * @param type any type that Jackson writes
	 * @return the schema; for an object a reference, complete once {@link #collect()} was
	 * called
	 */
	ObjectNode of(Type type) {
		return this.builder.createSchemaReference(type);
	}

	/**
	 * The schema of a type, with everything in its place and no reference.
	 * @param type a type that does not contain itself
	 * @return the schema
	 */
	ObjectNode inline(Type type) {
		ObjectNode schema = this.inlining.generateSchema(type);
		mergeRepeated(schema);
		return schema;
	}

	/**
	 * Complete the references.
	 * @param path where the definitions will be, such as {@code components/schemas}
	 * @return the definitions of all objects so far, by name
	 */
	ObjectNode collect(String path) {
		ObjectNode definitions = this.builder.collectDefinitions(path);
		mergeRepeated(definitions);
		return definitions;
	}

	// The generator says twice what a map's values are, once for the type and once for
	// the member that has it.
	private static void mergeRepeated(JsonNode schema) {
		schema.forEach(PayloadSchemas::mergeRepeated);
		if (schema instanceof ObjectNode object && schema.size() == 1 && schema.path("allOf") instanceof ArrayNode parts
				&& parts.size() == 2 && parts.get(0).properties().containsAll(parts.get(1).properties())) {
			object.remove("allOf");
			object.setAll((ObjectNode) parts.get(0));
		}
	}

}
