package io.grest.ws.generate.asyncapi;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.classmate.ResolvedType;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.impl.DefinitionKey;
import com.github.victools.jsonschema.generator.naming.SchemaDefinitionNamingStrategy;

/**
 * Names schemas as Java names types: {@code Message}, {@code RoomFullException.Details},
 * {@code Page_Message} for a {@code Page<Message>}. Two of one name are given their
 * packages.
 */
final class SchemaNames implements SchemaDefinitionNamingStrategy {

	@Override
	public String getDefinitionNameForKey(DefinitionKey key, SchemaGenerationContext context) {
		return simpleName(key.getType());
	}

	@Override
	public void adjustDuplicateNames(Map<DefinitionKey, String> duplicates, SchemaGenerationContext context) {
		duplicates.replaceAll((key, name) -> key.getType().getErasedType().getPackageName() + "." + name);
	}

	private static String simpleName(ResolvedType type) {
		List<ResolvedType> arguments = type.getTypeParameters();
		String name = nameWithin(type.getErasedType());
		return arguments.isEmpty() ? name
				: name + arguments.stream().map(SchemaNames::simpleName).collect(Collectors.joining("_", "_", ""));
	}

	private static String nameWithin(Class<?> type) {
		Class<?> outer = type.getDeclaringClass();
		return (outer != null) ? nameWithin(outer) + "." + type.getSimpleName() : type.getSimpleName();
	}

}
