package io.grest.ws.generate.asyncapi;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Set;

import io.grest.ws.contract.Example;
import io.grest.ws.generate.asyncapi.JacksonTypes.Kind;
import io.grest.ws.generate.asyncapi.JacksonTypes.Property;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The values of {@link Example}, each checked to be one of its type.
 */
final class ExampleValues {

	private final JsonMapper mapper;

	private final JacksonTypes types;

	ExampleValues(JsonMapper mapper, JacksonTypes types) {
		this.mapper = mapper;
		this.types = types;
	}

	/**
	 * The example of a property.
	 * @param member its field or getter
	 * @return the value, or {@code null} if it has none
	 */
	@Nullable JsonNode ofMember(Member member) {
		return read((AnnotatedElement) member, typeOf(member),
				member.getDeclaringClass().getSimpleName() + "." + member.getName());
	}

	/**
	 * The example of what a method takes.
	 * @param parameter the method's parameter
	 * @param type its type
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable JsonNode ofParameter(Parameter parameter, Type type) {
		Method method = (Method) parameter.getDeclaringExecutable();
		JsonNode own = read(parameter, type, method.getDeclaringClass().getSimpleName() + "." + method.getName());
		return (own != null) ? own : ofType(type);
	}

	/**
	 * The example of a type: its own, or that of its properties if each that cannot be
	 * {@code null} has one.
	 * @param type the type
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable JsonNode ofType(Type type) {
		return ofType(this.mapper.constructType(type), new HashSet<>());
	}

	private @Nullable JsonNode ofType(JavaType type, Set<Class<?>> above) {
		Class<?> raw = type.getRawClass();
		JsonNode own = read(raw, type, raw.getSimpleName());
		if (own != null || type.isContainerType() || type.isReferenceType()
				|| this.types.shape(raw).kind() != Kind.OBJECT || !above.add(raw)) {
			return own;
		}
		ObjectNode composed = compose(raw, above);
		above.remove(raw);
		return composed;
	}

	private @Nullable ObjectNode compose(Class<?> type, Set<Class<?>> above) {
		if (this.types.typeId(type) != null || !this.types.subtypes(type).isEmpty()) {
			return null;
		}
		ObjectNode composed = this.mapper.createObjectNode();
		for (Property property : this.types.properties(type)) {
			JsonNode value = ofMember(property.member());
			if (value == null) {
				value = ofType(this.mapper.constructType(typeOf(property.member())), above);
			}
			if (value != null) {
				composed.set(property.name(), value);
			}
			else if (!property.isOptional()) {
				return null;
			}
		}
		return composed.isEmpty() ? null : composed;
	}

	private static Type typeOf(Member member) {
		return (member instanceof Field field) ? field.getGenericType() : ((Method) member).getGenericReturnType();
	}

	private @Nullable JsonNode read(AnnotatedElement element, Type type, String place) {
		Example example = element.getAnnotation(Example.class);
		if (example == null) {
			return null;
		}
		JavaType javaType = this.mapper.constructType(type);
		try {
			JsonNode value = parse(example.value(), javaType);
			check(value, javaType);
			return value;
		}
		catch (JacksonException ex) {
			throw new IllegalStateException("The @Example of " + place + " is no " + javaType.toCanonical() + ": "
					+ ex.getOriginalMessage() + ". Write the value as JSON, or a string as its text alone", ex);
		}
	}

	private JsonNode parse(String text, JavaType type) {
		JavaType value = type.isReferenceType() ? type.getContentType() : type;
		Kind kind = value.isContainerType() ? Kind.ARRAY : this.types.shape(value.getRawClass()).kind();
		if (kind == Kind.STRING) {
			return StringNode.valueOf(text);
		}
		try {
			return this.mapper.readTree(text);
		}
		catch (JacksonException ex) {
			if (kind == Kind.ANY) {
				return StringNode.valueOf(text);
			}
			throw ex;
		}
	}

	// A type that is only ever written cannot be read, so its example cannot be checked.
	private void check(JsonNode value, JavaType type) {
		try {
			this.mapper.readerFor(type).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).readValue(value);
		}
		catch (InvalidDefinitionException ex) {
			// Not an error of the example
		}
	}

}
