package io.grest.ws.generate.asyncapi;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.grest.ws.internal.generate.model.Declarations;
import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.model.Key;
import tools.jackson.databind.JavaType;

/**
 * Names of schemas, derived from the Java types: {@code Message},
 * {@code RoomFullException.Details}, {@code Page_Message} for a {@code Page<Message>},
 * {@code MessageInput} for the read form of a type that is written in another form. Types
 * with the same name are prefixed with their packages.
 */
final class SchemaNames {

	private final Declarations declarations;

	private final Map<Key, String> names = new LinkedHashMap<>();

	/**
	 * Name the types.
	 * @param declarations the declared types
	 * @param keys the keys of the types to name
	 */
	SchemaNames(Declarations declarations, Set<Key> keys) {
		this.declarations = declarations;
		Map<String, List<Key>> bySimpleName = keys.stream()
			.collect(Collectors.groupingBy(this::simpleName, LinkedHashMap::new, Collectors.toList()));
		Set<String> taken = new HashSet<>();
		bySimpleName.forEach((name, named) -> named.forEach((key) -> this.names.put(key,
				free((named.size() == 1) ? name : key.type().getRawClass().getPackageName() + "." + name, taken))));
	}

	/**
	 * Return the name of a type.
	 * @param key the key of the type
	 * @return the name
	 */
	String of(Key key) {
		return this.names.getOrDefault(this.declarations.canonical(key), simpleName(key));
	}

	// AsyncAPI allows no other characters.
	private String simpleName(Key key) {
		boolean input = key.direction() == Direction.READ && this.declarations.hasTwoForms(key);
		return (simpleName(key.type()) + key.variant() + (input ? "Input" : "")).replaceAll("[^A-Za-z0-9._-]", "_");
	}

	private static String simpleName(JavaType type) {
		if (type.isArrayType()) {
			return "ArrayOf_" + simpleName(type.getContentType());
		}
		List<JavaType> arguments = type.getBindings().getTypeParameters();
		String name = nameWithin(type.getRawClass());
		return arguments.isEmpty() ? name
				: name + arguments.stream().map(SchemaNames::simpleName).collect(Collectors.joining("_", "_", ""));
	}

	private static String nameWithin(Class<?> type) {
		Class<?> outer = type.getDeclaringClass();
		return (outer != null) ? nameWithin(outer) + "." + type.getSimpleName() : type.getSimpleName();
	}

	private static String free(String name, Set<String> taken) {
		String free = name;
		for (int i = 2; !taken.add(free); i++) {
			free = name + i;
		}
		return free;
	}

}
