package io.grest.ws.internal.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.grest.ws.error.ValidationException.Issue;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.TypeDeserializer;

/**
 * Writer of issues. Converts Jackson's exception about an input to an issue in terms of
 * JSON, without Java names.
 */
final class IssueWriter {

	private static final String REQUIRED = "invalid.required";

	// Jackson's message, whether a feature or an annotation requires the property.
	private static final String MISSING = "Missing ";

	private static final String TYPE = "invalid.type";

	private final JsonMapper mapper;

	private final Map<Class<?>, String> constants = new ConcurrentHashMap<>();

	IssueWriter(JsonMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * Write the issue of an exception.
	 * @param ex the exception of Jackson
	 * @param parent the path at which it was caught, empty for the whole input
	 * @param types the deserializer of type ids at that path, or {@code null} for none
	 */
	Issue issue(JacksonException ex, String parent, @Nullable TypeDeserializer types) {
		String path = join(parent, path(ex));
		if (ex instanceof InputCoercionException coercion) {
			return new Issue(path, TYPE, expected(coercion.getTargetType()));
		}
		if (ex instanceof StreamConstraintsException) {
			return new Issue(path, "invalid.json", "is nested too deep or too long");
		}
		if (ex instanceof StreamReadException || says(ex, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)) {
			return new Issue("", "invalid.json", "is not valid JSON");
		}
		if (ex instanceof InvalidNullException || says(ex, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
				|| ex.getOriginalMessage().startsWith(MISSING)
				|| says(ex, DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)) {
			return required(path);
		}
		if (ex instanceof InvalidTypeIdException unknown) {
			return unknownType(path, unknown, types);
		}
		if (ex instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
			return new Issue(path, TYPE, expected(mismatch.getTargetType()));
		}
		return new Issue(path, "invalid.value", "is not valid");
	}

	static Issue required(String path) {
		return new Issue(path, REQUIRED, "is required");
	}

	private static boolean says(JacksonException ex, DeserializationFeature feature) {
		return ex.getOriginalMessage().contains(feature.name());
	}

	private Issue unknownType(String path, InvalidTypeIdException ex, @Nullable TypeDeserializer here) {
		TypeDeserializer declared = this.mapper._deserializationContext().findTypeDeserializer(ex.getBaseType());
		TypeDeserializer types = (declared != null) ? declared : here;
		String ids = (types != null) ? ids(types) : null;
		String property = (types != null && isProperty(types)) ? types.getPropertyName() : null;
		if (property != null) {
			return new Issue(join(path, property), (ex.getTypeId() != null) ? TYPE : REQUIRED,
					(ids != null) ? "must be one of " + ids : "is no known type");
		}
		return new Issue(path, TYPE, (ids != null) ? "must name one of " + ids : "must be an object");
	}

	private static boolean isProperty(TypeDeserializer types) {
		return types.getTypeInclusion() != JsonTypeInfo.As.WRAPPER_OBJECT
				&& types.getTypeInclusion() != JsonTypeInfo.As.WRAPPER_ARRAY;
	}

	// Class names are not disclosed, even if they are used as type ids.
	private static @Nullable String ids(TypeDeserializer types) {
		return (types.getTypeIdResolver() != null && types.getTypeIdResolver().getMechanism() == JsonTypeInfo.Id.NAME)
				? types.getTypeIdResolver().getDescForKnownTypeIds() : null;
	}

	private String expected(Class<?> type) {
		if (type == boolean.class || type == Boolean.class) {
			return "must be true or false";
		}
		if (type == float.class || type == double.class || type == Float.class || type == Double.class
				|| type == BigDecimal.class) {
			return "must be a number";
		}
		if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
			return "must be a whole number within range";
		}
		if (type.isEnum()) {
			return "must be one of " + constantsOf(type);
		}
		if (CharSequence.class.isAssignableFrom(type)) {
			return "must be a string";
		}
		if (type.isArray() || Iterable.class.isAssignableFrom(type)) {
			return "must be an array";
		}
		return type.getName().startsWith("java.") ? "has the wrong form" : "must be an object";
	}

	// Not computed within the map: serializers of the application may run, and must not
	// hold a lock of the map.
	private String constantsOf(Class<?> type) {
		String known = this.constants.get(type);
		if (known == null) {
			known = Arrays.stream(type.getEnumConstants()).map(this::written).toList().toString();
			this.constants.putIfAbsent(type, known);
		}
		return known;
	}

	private String written(Object constant) {
		try {
			JsonNode node = this.mapper.valueToTree(constant);
			return node.isValueNode() ? node.asString() : constant.toString();
		}
		// Jackson does not wrap what a serializer throws.
		catch (RuntimeException ex) {
			return constant.toString();
		}
	}

	private static String path(JacksonException ex) {
		StringBuilder path = new StringBuilder();
		for (JacksonException.Reference step : ex.getPath()) {
			append(path, (step.getPropertyName() != null) ? step.getPropertyName() : String.valueOf(step.getIndex()));
		}
		return path.toString();
	}

	/**
	 * Return the path at the position of a parser, based on its contexts.
	 * @param context the context of the parser; {@code null} for the whole input
	 */
	static String path(@Nullable TokenStreamContext context) {
		List<String> steps = new ArrayList<>();
		for (TokenStreamContext at = context; at != null; at = at.getParent()) {
			if (at.inObject() && at.hasCurrentName()) {
				steps.add(0, at.currentName());
			}
			else if (at.inArray() && at.hasCurrentIndex()) {
				steps.add(0, Integer.toString(at.getCurrentIndex()));
			}
		}
		return String.join(".", steps);
	}

	static String join(String parent, String path) {
		return append(new StringBuilder(parent), path).toString();
	}

	private static StringBuilder append(StringBuilder path, String step) {
		if (!path.isEmpty() && !step.isEmpty()) {
			path.append('.');
		}
		return path.append(step);
	}

}
