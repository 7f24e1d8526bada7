package io.grest.ws.generate.asyncapi;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.grest.ws.contract.Example;
import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Field;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Choice;
import io.grest.ws.internal.generate.model.JsonType.Fields;
import io.grest.ws.internal.generate.model.JsonType.Named;
import io.grest.ws.internal.generate.model.JsonType.Scalar;
import io.grest.ws.internal.generate.model.JsonType.Undescribed;
import io.grest.ws.internal.generate.model.Key;
import io.grest.ws.internal.generate.model.Kind;
import io.grest.ws.internal.generate.model.Literal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Values of {@link Example} annotations, each validated against its type.
 */
final class ExampleValues {

	private final JsonMapper mapper;

	private final Declarations declarations;

	ExampleValues(JsonMapper mapper, Declarations declarations) {
		this.mapper = mapper;
		this.declarations = declarations;
	}

	/**
	 * Return the example of a field.
	 * @param field the field
	 * @return the example, or {@code null} if there is none
	 */
	@Nullable JsonNode ofField(Field field) {
		Example example = field.annotations().find(Example.class);
		if (example == null) {
			return null;
		}
		BeanProperty property = field.property();
		return (property != null)
				? read(example, property.getType(), field.type(), property,
						property.getMember().getDeclaringClass().getSimpleName() + "." + property.getName())
				: parse(example.value(), field.type());
	}

	/**
	 * Return the example of the input of a method.
	 * @param parameter the parameter of the method
	 * @param type the type of the parameter
	 * @param form the form of the type in JSON
	 * @return the example, or {@code null} if there is none
	 */
	@Nullable JsonNode ofParameter(Parameter parameter, Type type, JsonType form) {
		Method method = (Method) parameter.getDeclaringExecutable();
		Example example = parameter.getAnnotation(Example.class);
		return (example != null) ? read(example, this.mapper.constructType(type), form, null,
				method.getDeclaringClass().getSimpleName() + "." + method.getName()) : ofType(type, form);
	}

	/**
	 * Return the example of a type: its own, or one composed of the examples of its
	 * fields if each field that cannot be {@code null} has one.
	 * @param type the type
	 * @param form the form of the type in JSON
	 * @return the example, or {@code null} if there is none
	 */
	@Nullable JsonNode ofType(Type type, JsonType form) {
		return ofType(this.mapper.constructType(type), form, new HashSet<>());
	}

	private @Nullable JsonNode ofType(@Nullable JavaType type, JsonType form, Set<Key> above) {
		Example example = (type != null) ? type.getRawClass().getAnnotation(Example.class) : null;
		if (type != null && example != null) {
			return read(example, type, form, null, type.getRawClass().getSimpleName());
		}
		List<JsonType> options = optionsOf(form);
		JsonType only = (options.size() == 1) ? options.get(0) : form;
		if (only instanceof Literal literal) {
			return this.mapper.readTree(literal.json());
		}
		if (!(only instanceof Named named) || !(this.declarations.formOf(only) instanceof Fields fields)
				|| !above.add(named.key())) {
			return null;
		}
		JsonNode composed = compose(fields, above);
		above.remove(named.key());
		return composed;
	}

	private @Nullable ObjectNode compose(Fields fields, Set<Key> above) {
		ObjectNode composed = this.mapper.createObjectNode();
		for (Field field : fields.fields()) {
			JsonNode value = ofField(field);
			if (value == null) {
				value = ofType((field.property() != null) ? field.property().getType() : null, field.type(), above);
			}
			if (value != null) {
				composed.set(field.name(), value);
			}
			else if (!field.optional() && !field.type().isNullable()) {
				return null;
			}
		}
		return composed.isEmpty() ? null : composed;
	}

	private static List<JsonType> optionsOf(JsonType form) {
		return (form instanceof Choice choice)
				? choice.options().stream().filter((option) -> !option.equals(JsonType.NULL)).toList() : List.of(form);
	}

	private JsonNode read(Example example, JavaType type, JsonType form, @Nullable BeanProperty property,
			String place) {
		try {
			JsonNode value = parse(example.value(), form);
			check(value, type, property);
			return value;
		}
		catch (JacksonException ex) {
			throw new IllegalStateException("The @Example of " + place + " is not a value of type " + type.toCanonical()
					+ ": " + ex.getOriginalMessage() + ". Write the value as JSON, or a string as its text alone", ex);
		}
	}

	private JsonNode parse(String text, JsonType form) {
		if (isText(form)) {
			return StringNode.valueOf(text);
		}
		try {
			return this.mapper.readTree(text);
		}
		catch (JacksonException ex) {
			if (isAnything(form)) {
				return StringNode.valueOf(text);
			}
			throw ex;
		}
	}

	private boolean isText(JsonType form) {
		return optionsOf(form).stream()
			.map(this.declarations::formOf)
			.allMatch((option) -> (option instanceof Scalar scalar && scalar.kind() == Kind.STRING)
					|| (option instanceof Literal literal && literal.json().startsWith("\""))
					|| (option instanceof Choice choice && isText(choice)));
	}

	private boolean isAnything(JsonType form) {
		return optionsOf(form).stream()
			.map(this.declarations::formOf)
			.anyMatch((option) -> option.equals(JsonType.ANY) || option instanceof Undescribed);
	}

	// A valid example cannot be read if its type can only be written, or if its property
	// has its own format.
	private void check(JsonNode value, JavaType type, @Nullable BeanProperty property) {
		try {
			this.mapper.readerFor(type).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).readValue(value);
		}
		catch (InvalidDefinitionException ex) {
			// The type cannot be read, which is not an error of the example.
		}
		catch (JacksonException ex) {
			if (property == null || !hasFormOfItsOwn(property)) {
				throw ex;
			}
		}
	}

	private boolean hasFormOfItsOwn(BeanProperty property) {
		return property.getAnnotation(JsonDeserialize.class) != null
				|| property.findFormatOverrides(this.mapper.serializationConfig()).hasShape()
				|| property.findFormatOverrides(this.mapper.serializationConfig()).hasPattern();
	}

}
