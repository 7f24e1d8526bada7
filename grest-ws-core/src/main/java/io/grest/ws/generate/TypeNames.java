package io.grest.ws.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.model.Key;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;

import org.springframework.util.StringUtils;

/**
 * Names of the declared types: the simple names of their classes, qualified where these
 * are not unique or are reserved.
 */
final class TypeNames {

	private static final Set<String> TAKEN = Set.of("any", "unknown", "never", "void", "undefined", "null", "object",
			"string", "number", "boolean", "symbol", "bigint", "Promise", "Record", "Partial", "SocketApi", "Branded",
			"ContractError", "StandardError", "EnvelopeStandardError", "WsError", "CallContext", "CallOptions",
			"SocketStream", "StreamOptions", "StreamSource", "StreamsRequired");

	private final Declarations declarations;

	private final Map<Class<?>, String> classNames = new HashMap<>();

	private final Map<Class<?>, String> remarks = new HashMap<>();

	private final Map<Key, String> names = new LinkedHashMap<>();

	/**
	 * Name the types.
	 * @param declarations the types
	 * @param own the other names that the module declares
	 */
	TypeNames(Declarations declarations, Collection<String> own) {
		this.declarations = declarations;
		Set<String> taken = new HashSet<>(TAKEN);
		taken.addAll(own);
		Set<Key> keys = declarations.all().keySet();
		nameClasses(keys, taken);
		for (Key key : keys) {
			String name = nameOf(key.type()) + key.variant();
			boolean input = key.direction() == Direction.READ && declarations.hasTwoForms(key);
			this.names.put(key, free(input ? name + "Input" : name, taken));
		}
	}

	/**
	 * Return the name of a type.
	 * @param key the type
	 * @return its name
	 */
	String of(Key key) {
		return this.names.getOrDefault(this.declarations.canonical(key), "never");
	}

	/**
	 * Return the remark about the name of a type.
	 * @param key the type
	 * @return the remark, {@code null} if the name is not qualified
	 */
	@Nullable String remark(Key key) {
		return this.remarks.get(key.type().getRawClass());
	}

	private void nameClasses(Set<Key> keys, Set<String> taken) {
		Map<String, Set<Class<?>>> bySimpleName = keys.stream()
			.flatMap((key) -> classesIn(key.type()))
			.distinct()
			.collect(Collectors.groupingBy(TypeNames::simpleName, LinkedHashMap::new,
					Collectors.toCollection(LinkedHashSet::new)));
		bySimpleName.forEach((name, classes) -> {
			if (classes.size() == 1 && !taken.contains(name)) {
				this.classNames.put(classes.iterator().next(), name);
			}
			else {
				qualify(name, classes, taken);
			}
		});
	}

	private static Stream<Class<?>> classesIn(JavaType type) {
		Stream<Class<?>> arguments = Stream
			.concat(type.getBindings().getTypeParameters().stream(),
					type.isArrayType() ? Stream.of(type.getContentType()) : Stream.empty())
			.flatMap(TypeNames::classesIn);
		return Stream.concat(Stream.of(type.getRawClass()), arguments);
	}

	// Prefixes all types with the same simple name with as many enclosing names as make
	// them unique.
	private void qualify(String name, Set<Class<?>> classes, Set<String> taken) {
		int depth = 1;
		Map<Class<?>, String> qualified;
		do {
			depth++;
			int segments = depth;
			qualified = classes.stream().collect(Collectors.toMap((type) -> type, (type) -> qualified(type, segments)));
		}
		while (depth < 20 && (Set.copyOf(qualified.values()).size() < classes.size()
				|| qualified.values().stream().anyMatch(taken::contains)));
		this.classNames.putAll(qualified);
		String remark = (classes.size() > 1) ? classes.stream()
			.map(TypeNames::sourceName)
			.sorted()
			.collect(Collectors.joining(" and ", "Qualified: ", " have the simple name " + name + " in common."))
				: "Qualified: the name " + name + " is taken.";
		classes.forEach((type) -> this.remarks.put(type, remark));
	}

	// Local classes have no canonical name.
	private static String sourceName(Class<?> type) {
		String name = type.getCanonicalName();
		return (name != null) ? name : type.getTypeName();
	}

	private static String qualified(Class<?> type, int segments) {
		List<String> all = new ArrayList<>(Arrays.asList(type.getName().split("[.$]")));
		return all.subList(Math.max(0, all.size() - segments), all.size())
			.stream()
			.map(StringUtils::capitalize)
			.collect(Collectors.joining());
	}

	private static String simpleName(Class<?> type) {
		return (type == JsonNode.class) ? "JsonValue" : type.getSimpleName();
	}

	private String nameOf(JavaType type) {
		if (type.isArrayType()) {
			return "ArrayOf" + nameOf(type.getContentType());
		}
		String name = StringUtils
			.capitalize(this.classNames.getOrDefault(type.getRawClass(), simpleName(type.getRawClass())));
		List<JavaType> arguments = type.getBindings().getTypeParameters();
		return arguments.isEmpty() ? name
				: name + arguments.stream().map(this::nameOf).collect(Collectors.joining("And", "Of", ""));
	}

	private static String free(String name, Set<String> taken) {
		String free = name;
		for (int i = 2; !taken.add(free); i++) {
			free = name + i;
		}
		return free;
	}

}
