package io.grest.ws.internal.generate.type;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.grest.ws.internal.generate.model.Annotations;
import io.grest.ws.internal.generate.model.Field;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Choice;
import io.grest.ws.internal.generate.model.JsonType.Items;
import io.grest.ws.internal.generate.model.JsonType.Scalar;
import io.grest.ws.internal.generate.model.Kind;
import io.grest.ws.internal.generate.model.Literal;
import io.grest.ws.internal.generate.model.Prose;
import io.grest.ws.internal.reflect.QueryParameter;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Reader of the types that path variables and query parameters are bound to. Spring, not
 * Jackson, converts their text, so names in Jackson's annotations are ignored.
 *
 * @since 0.1.0
 */
public final class QueryFields {

	private static final Map<Class<?>, String> NUMBERS = Map.of(Byte.class, "int32", Short.class, "int32",
			Integer.class, "int32", Long.class, "int64", Float.class, "float", Double.class, "double");

	private QueryFields() {
	}

	/**
	 * Read the parameters of a query type.
	 * @param type the query type, {@code null} for none
	 * @return the parameters by name
	 */
	public static Map<String, Field> of(@Nullable Class<?> type) {
		Map<String, Field> fields = new LinkedHashMap<>();
		if (type != null) {
			QueryParameter.of(type).forEach((parameter) -> fields.put(parameter.name(), field(parameter)));
		}
		return fields;
	}

	private static Field field(QueryParameter parameter) {
		Annotations annotations = Annotations.of(parameter.parameter().getParameter());
		ResolvableType type = parameter.type();
		JsonType value = valueOf((type.resolve() == Optional.class) ? type.getGeneric() : type, annotations);
		return new Field(parameter.name(), value.limit(annotations.rules()),
				(parameter.isOptional() && !annotations.forbidNull()) || annotations.nullable(), annotations, null);
	}

	private static JsonType valueOf(ResolvableType type, Annotations annotations) {
		if (type.isArray()) {
			return new Items(scalar(type.getComponentType().toClass()).limit(annotations.ofContent().rules()));
		}
		return Collection.class.isAssignableFrom(type.toClass())
				? new Items(scalar(type.asCollection().getGeneric().toClass()).limit(annotations.ofContent().rules()))
				: scalar(type.toClass());
	}

	// Enums are converted from the names of their constants; other types that are
	// neither numbers nor booleans are strings.
	private static JsonType scalar(Class<?> declared) {
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(declared);
		if (type == Boolean.class) {
			return Scalar.of(Kind.BOOLEAN, null);
		}
		if (Number.class.isAssignableFrom(type)) {
			boolean fraction = type == Float.class || type == Double.class || type == BigDecimal.class
					|| type == Number.class;
			return Scalar.of(fraction ? Kind.NUMBER : Kind.INTEGER, NUMBERS.get(type));
		}
		if (type.isEnum()) {
			return Choice.of(Arrays.stream(type.getEnumConstants())
				.map((constant) -> (Enum<?>) constant)
				.<JsonType>map((constant) -> new Literal('"' + constant.name() + '"', Prose.ofConstant(constant)))
				.toList());
		}
		return (type == UUID.class) ? Scalar.of(Kind.STRING, "uuid") : JsonType.STRING;
	}

}
