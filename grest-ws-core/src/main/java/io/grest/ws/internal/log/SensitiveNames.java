package io.grest.ws.internal.log;

import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.Sensitive;
import io.grest.ws.contract.SocketContract;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.util.NameTransformer;

/**
 * Names of the {@link Sensitive} properties in the JSON of a contract, as its mapper
 * reads and writes it.
 */
final class SensitiveNames {

	private static final Log logger = LogFactory.getLog(FrameLogger.LOGGER);

	private final Set<String> names;

	private final boolean unknown;

	private SensitiveNames(Set<String> names, boolean unknown) {
		this.names = names;
		this.unknown = unknown;
	}

	/**
	 * Find the names.
	 * @param contract the contract
	 * @param mapper the mapper of its payloads
	 * @return the names, unknown if a type of the contract cannot be inspected
	 */
	static SensitiveNames of(SocketContract<?, ?> contract, JsonMapper mapper) {
		Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		try {
			types(contract).map(mapper::constructType).forEach((type) -> {
				new Finder(mapper._serializationContext(), names).look(type, NameTransformer.NOP);
				new Finder(mapper._deserializationContext(), names).look(type, NameTransformer.NOP);
			});
			return new SensitiveNames(names, false);
		}
		catch (RuntimeException ex) {
			logger.warn("Cannot determine the @Sensitive properties of " + contract + ": its payloads are not logged",
					ex);
			return new SensitiveNames(names, true);
		}
	}

	private static Stream<Type> types(SocketContract<?, ?> contract) {
		return contract.methods().stream().flatMap(SensitiveNames::types).distinct();
	}

	private static Stream<Type> types(ContractMethod method) {
		Stream<@Nullable Type> errors = method.errors().values().stream().map(ContractError::dataType);
		return Stream
			.concat(Stream.of(method)
				.flatMap((own) -> Stream.of(own.inputType(), own.inputItemType(), own.resultType())), errors)
			.filter(Objects::nonNull)
			.map(Objects::requireNonNull);
	}

	/**
	 * Return these names together with others.
	 */
	SensitiveNames and(SensitiveNames others) {
		Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		names.addAll(this.names);
		names.addAll(others.names);
		return new SensitiveNames(names, this.unknown || others.unknown);
	}

	/**
	 * Return whether the names are unknown, so that no payload may be logged.
	 */
	boolean areUnknown() {
		return this.unknown;
	}

	boolean isEmpty() {
		return this.names.isEmpty();
	}

	boolean contains(String name) {
		return this.names.contains(name);
	}

	/**
	 * Finder of names in types, for reading or for writing.
	 */
	private static final class Finder {

		private final DatabindContext context;

		private final Set<String> names;

		private final Set<JavaType> seen = new HashSet<>();

		Finder(DatabindContext context, Set<String> names) {
			this.context = context;
			this.names = names;
		}

		void look(JavaType type, NameTransformer naming) {
			if (type.isContainerType() || type.isReferenceType()) {
				look(type.getContentType(), naming);
				if (type.getKeyType() != null) {
					look(type.getKeyType(), naming);
				}
				return;
			}
			if (isPlain(type) || (!this.seen.add(type) && naming == NameTransformer.NOP)) {
				return;
			}
			for (BeanPropertyDefinition property : this.context.introspectBeanDescription(type).findProperties()) {
				look(property, naming);
			}
			subtypes(type).forEach((subtype) -> look(subtype, naming));
		}

		private static boolean isPlain(JavaType type) {
			return type.isPrimitive() || type.isEnumType() || type.getRawClass().getName().startsWith("java.");
		}

		private void look(BeanPropertyDefinition property, NameTransformer naming) {
			List<AnnotatedMember> members = Stream
				.<@Nullable AnnotatedMember>of(property.getField(), property.getGetter(), property.getSetter(),
						property.getConstructorParameter())
				.filter(Objects::nonNull)
				.<AnnotatedMember>map(Objects::requireNonNull)
				.toList();
			if (members.stream().anyMatch((member) -> member.hasAnnotation(Sensitive.class))) {
				this.names.add(naming.transform(property.getName()));
				property.findAliases().stream().map(PropertyName::getSimpleName).forEach(this.names::add);
				return;
			}
			NameTransformer inner = members.stream()
				.map((member) -> unwrapping(member))
				.filter(Objects::nonNull)
				.findFirst()
				.orElse(null);
			look(property.getPrimaryType(),
					(inner != null) ? NameTransformer.chainedTransformer(naming, inner) : NameTransformer.NOP);
		}

		private @Nullable NameTransformer unwrapping(AnnotatedMember member) {
			return this.context.getAnnotationIntrospector()
				.findUnwrappingNameTransformer(this.context.getConfig(), member);
		}

		private Stream<JavaType> subtypes(JavaType type) {
			MapperConfig<?> config = this.context.getConfig();
			Stream<Class<?>> named = config.getSubtypeResolver()
				.collectAndResolveSubtypesByClass(config, this.context.introspectClassAnnotations(type))
				.stream()
				.map(NamedType::getType);
			Class<?> raw = type.getRawClass();
			Stream<Class<?>> permitted = raw.isSealed() ? Arrays.stream(raw.getPermittedSubclasses()) : Stream.empty();
			return Stream.concat(named, permitted)
				.filter((subclass) -> subclass != raw && raw.isAssignableFrom(subclass))
				.map((subclass) -> this.context.constructSpecializedType(type, subclass));
		}

	}

}
