package io.grest.ws.generate.snapshot;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.grest.ws.internal.generate.model.Direction;
import io.grest.ws.internal.generate.model.Key;
import tools.jackson.databind.JavaType;

/**
 * Names of the types in a description, the same for what is written and what is read.
 */
final class TypeNames {

	private final Map<Key, String> names = new HashMap<>();

	/**
	 * Name the types.
	 * @param keys the keys of the types
	 */
	TypeNames(Collection<Key> keys) {
		Map<String, Set<Key>> bySimpleName = new LinkedHashMap<>();
		keys.forEach((key) -> bySimpleName.computeIfAbsent(simpleName(key), (name) -> new LinkedHashSet<>())
			.add(key.in(Direction.WRITTEN)));
		bySimpleName.forEach((name, named) -> named.forEach((key) -> this.names.put(key,
				(named.size() == 1) ? name : key.type().getRawClass().getPackageName() + "." + name)));
	}

	/**
	 * Return the name of a type.
	 * @param key the key of the type, in any direction
	 * @return the name: the simple one, or the qualified one where several types have it
	 */
	String of(Key key) {
		return this.names.getOrDefault(key.in(Direction.WRITTEN), simpleName(key));
	}

	private static String simpleName(Key key) {
		return simpleName(key.type()) + key.variant();
	}

	private static String simpleName(JavaType type) {
		if (type.isArrayType()) {
			return simpleName(type.getContentType()) + "[]";
		}
		List<JavaType> arguments = type.getBindings().getTypeParameters();
		String name = nameWithin(type.getRawClass());
		return arguments.isEmpty() ? name
				: name + arguments.stream().map(TypeNames::simpleName).collect(Collectors.joining(", ", "<", ">"));
	}

	private static String nameWithin(Class<?> type) {
		Class<?> outer = type.getDeclaringClass();
		return (outer != null) ? nameWithin(outer) + "." + type.getSimpleName() : type.getSimpleName();
	}

}
