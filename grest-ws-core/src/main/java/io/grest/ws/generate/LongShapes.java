package io.grest.ws.generate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.grest.ws.generate.ContractModel.Failure;
import io.grest.ws.generate.ContractModel.Function;
import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Field;
import io.grest.ws.internal.generate.model.JsonType;
import io.grest.ws.internal.generate.model.JsonType.Choice;
import io.grest.ws.internal.generate.model.JsonType.Combined;
import io.grest.ws.internal.generate.model.JsonType.Fields;
import io.grest.ws.internal.generate.model.JsonType.Named;
import io.grest.ws.internal.generate.model.JsonType.Scalar;
import io.grest.ws.internal.generate.model.JsonType.Tuple;
import io.grest.ws.internal.generate.model.Key;
import io.grest.ws.internal.generate.model.Kind;
import io.grest.ws.internal.generate.model.Literal;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Writer of where the longs of a contract's payloads are, in the notation of
 * {@code longs.js}.
 */
final class LongShapes {

	private final ContractModel model;

	private final Declarations declarations;

	private final TypeNames names;

	private final Map<String, String> types = new TreeMap<>();

	LongShapes(ContractModel model, TypeNames names) {
		this.model = model;
		this.declarations = model.declarations();
		this.names = names;
	}

	/**
	 * Return whether a type is a {@code long}.
	 * @param type the type
	 * @return whether it is, as it stands
	 */
	static boolean isLong(JsonType type) {
		return type instanceof Scalar scalar && scalar.kind() == Kind.INTEGER && "int64".equals(scalar.format());
	}

	/**
	 * Write the shapes of all payloads.
	 * @return the members of an object literal, empty if no payload has a {@code long}
	 * @throws TypeScriptGenerationException if it cannot be told where they are
	 */
	String write() {
		Map<String, Map<String, String>> sides = new LinkedHashMap<>();
		sides.put("calls", shapes(this.model.calls(), Function::input));
		sides.put("handlers", shapes(this.model.handlers(), Function::input));
		sides.putAll(switch (this.model.dialect()) {
			case GREST -> answers();
			case ENVELOPE -> Map.of("frames", frames());
		});
		sides.put("types", this.types);
		return sides.entrySet()
			.stream()
			.filter((side) -> !side.getValue().isEmpty())
			.map((side) -> "    " + side.getKey() + ": " + object(side.getValue()) + ",\n")
			.collect(Collectors.joining());
	}

	private Map<String, Map<String, String>> answers() {
		Map<String, Map<String, String>> sides = new LinkedHashMap<>();
		sides.put("results", results(this.model.calls()));
		sides.put("answers", results(this.model.handlers()));
		sides.put("callItems", shapes(this.model.calls(), Function::inputItems));
		sides.put("handlerItems", shapes(this.model.handlers(), Function::inputItems));
		sides.put("resultItems", shapes(this.model.calls(), LongShapes::items));
		sides.put("answerItems", shapes(this.model.handlers(), LongShapes::items));
		return sides;
	}

	private Map<String, String> shapes(List<Function> functions, TypeOf typeOf) {
		Map<String, String> shapes = new LinkedHashMap<>();
		functions.forEach((function) -> add(shapes, function.name(), typeOf.apply(function)));
		return shapes;
	}

	private static @Nullable JsonType items(Function function) {
		return function.answersStream() ? function.result() : null;
	}

	private Map<String, String> results(List<Function> functions) {
		Map<String, String> shapes = new LinkedHashMap<>();
		for (Function function : functions) {
			List<String> options = new ArrayList<>();
			if (!function.answersStream() && has(function.result())) {
				options.add("{ success: \"=true\", data: " + shape(function.result()) + " }");
			}
			function.failures().forEach((type, failure) -> {
				if (has(failure.details())) {
					options.add(
							"{ type: " + constant(TypeText.quote(type)) + ", data: " + shape(failure.details()) + " }");
				}
			});
			if (function.isAnswered() && !options.isEmpty()) {
				shapes.put(function.name(), oneOf(options));
			}
		}
		return shapes;
	}

	// A frame is a message, or the error before a close.
	private Map<String, String> frames() {
		List<String> options = new ArrayList<>();
		for (Function function : this.model.handlers()) {
			if (has(function.input())) {
				options.add("{ type: " + constant(TypeText.quote(function.name())) + ", data: "
						+ shape(function.input()) + " }");
			}
		}
		Stream<Failure> failures = this.model.calls()
			.stream()
			.flatMap((call) -> call.failures().values().stream())
			.distinct();
		failures.filter((failure) -> has(failure.details())).forEach((failure) -> {
			JsonType details = this.declarations.withMessage(failure.details());
			options.add("{ error: \"=true\", code: \"=" + SocketCloseStatus.codeOf(failure.status()) + "\", data: "
					+ shape(details) + " }");
		});
		return options.isEmpty() ? Map.of() : Map.of("in", oneOf(options));
	}

	private void add(Map<String, String> shapes, String name, @Nullable JsonType type) {
		if (has(type)) {
			shapes.put(name, shape(type));
		}
	}

	private boolean has(@Nullable JsonType type) {
		return type != null && has(type, new HashSet<>());
	}

	private boolean has(JsonType type, Set<Key> seen) {
		if (isLong(type)) {
			return true;
		}
		Stream<JsonType> parts = (type instanceof Named named)
				? (seen.add(named.key()) ? Stream.of(this.declarations.formOf(type)) : Stream.empty()) : type.parts();
		return parts.toList().stream().anyMatch((part) -> has(part, seen));
	}

	private String shape(@Nullable JsonType type) {
		if (type instanceof Named named) {
			return named(named);
		}
		if (type instanceof Choice choice) {
			return union(choice);
		}
		if (type instanceof Fields || type instanceof Combined || type instanceof Tuple) {
			return fields(type);
		}
		return (type == null || isLong(type)) ? "0"
				: "[" + shape(type.parts().filter(this::has).findFirst().orElse(null)) + "]";
	}

	private String named(Named named) {
		JsonType form = this.declarations.formOf(named);
		if (form instanceof Scalar) {
			return shape(form);
		}
		String name = this.names.of(named.key());
		if (!this.types.containsKey(name)) {
			this.types.put(name, "");
			this.types.put(name, shape(form));
		}
		return TypeText.quote("&" + name);
	}

	private String union(Choice choice) {
		List<JsonType> options = choice.options().stream().filter((option) -> !option.equals(JsonType.NULL)).toList();
		List<JsonType> exact = options.stream().filter(this::has).toList();
		if (options.size() > 1 && !exact.stream().allMatch(this::isTold)) {
			throw new TypeScriptGenerationException(this.model.name(),
					List.of("a union of " + options.size()
							+ " types with a long has no type id that tells it from the others: annotate it with"
							+ " @JsonTypeInfo(use = Id.NAME), or generate the client with longs as numbers"));
		}
		return oneOf(exact.stream().map(this::shape).toList());
	}

	private boolean isTold(JsonType option) {
		return fieldsOf(option).stream().anyMatch((field) -> field.type() instanceof Literal);
	}

	private String fields(JsonType type) {
		Map<String, String> parts = new LinkedHashMap<>();
		for (Field field : fieldsOf(type)) {
			if (field.type() instanceof Literal literal) {
				parts.put(field.name(), constant(literal.json()));
			}
			else {
				add(parts, field.name(), field.type());
			}
		}
		return object(parts);
	}

	// The items of a tuple are fields by their index.
	private List<Field> fieldsOf(JsonType type) {
		JsonType form = this.declarations.formOf(type);
		if (form instanceof Tuple tuple) {
			List<Field> fields = new ArrayList<>();
			tuple.items().forEach((item) -> fields.add(new Field(String.valueOf(fields.size()), item, false)));
			return fields;
		}
		if (form instanceof Combined combined) {
			return combined.types().stream().flatMap((part) -> fieldsOf(part).stream()).toList();
		}
		return (form instanceof Fields object) ? object.fields() : List.of();
	}

	private static String oneOf(List<String> options) {
		return (options.size() == 1) ? options.get(0) : "[" + String.join(", ", options) + "]";
	}

	private static String constant(String json) {
		return TypeText.quote("=" + json);
	}

	private static String object(Map<String, String> members) {
		return members.entrySet()
			.stream()
			.map((member) -> TypeScriptDefinition.key(member.getKey()) + ": " + member.getValue())
			.collect(Collectors.joining(", ", "{ ", " }"));
	}

	/**
	 * Strategy to select a type of a method.
	 */
	private interface TypeOf {

		@Nullable JsonType apply(Function function);

	}

}
