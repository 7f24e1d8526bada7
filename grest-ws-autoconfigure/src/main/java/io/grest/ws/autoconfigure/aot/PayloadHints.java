package io.grest.ws.autoconfigure.aot;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.annotation.JsonDeserialize;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.util.ClassUtils;

/**
 * Hints of the types of payloads, and of all types within them: those that Jackson and
 * {@code DataBinder} need, and those of their constraints. Implementations of an
 * interface are known if it is sealed or has {@code @JsonSubTypes}.
 */
final class PayloadHints {

	private static final Log logger = LogFactory.getLog(Loggers.AOT);

	private static final boolean VALIDATION_PRESENT = ClassUtils.isPresent("jakarta.validation.Validator",
			PayloadHints.class.getClassLoader());

	private final BindingReflectionHintsRegistrar registrar = new BindingReflectionHintsRegistrar();

	private final Set<Class<?>> registered = new LinkedHashSet<>();

	private final ReflectionHints hints;

	PayloadHints(ReflectionHints hints) {
		this.hints = hints;
	}

	/**
	 * Register a type.
	 * @param type the type
	 * @param place its place, for the log
	 */
	void register(Type type, String place) {
		Deque<Type> waiting = new ArrayDeque<>(List.of(type));
		while (!waiting.isEmpty()) {
			Type next = waiting.remove();
			this.registrar.registerReflectionHints(this.hints, next);
			for (Class<?> within : typesWithin(next)) {
				if (this.registered.add(within)) {
					waiting.addAll(subtypes(within));
					warnIfUnknown(within, place);
					registerConstraints(within);
				}
			}
		}
	}

	private List<Class<?>> typesWithin(Type type) {
		ReflectionHints found = new ReflectionHints();
		this.registrar.registerReflectionHints(found, type);
		return found.typeHints()
			.<Class<?>>map((hint) -> ClassUtils.resolveClassName(hint.getType().getName(), getClass().getClassLoader()))
			.filter((within) -> !within.getName().startsWith("java."))
			.toList();
	}

	private static Set<Class<?>> subtypes(Class<?> type) {
		Set<Class<?>> subtypes = new LinkedHashSet<>();
		if (type.isSealed()) {
			subtypes.addAll(Arrays.asList(type.getPermittedSubclasses()));
		}
		Stream.of(Stream.of(type), Arrays.stream(type.getDeclaredFields()), Arrays.stream(type.getDeclaredMethods()))
			.<AnnotatedElement>flatMap((elements) -> elements)
			.map((element) -> element.getAnnotation(JsonSubTypes.class))
			.filter((annotation) -> annotation != null)
			.flatMap((annotation) -> Arrays.stream(annotation.value()))
			.forEach((subtype) -> subtypes.add(subtype.value()));
		return subtypes;
	}

	private static void warnIfUnknown(Class<?> type, String place) {
		boolean open = Modifier.isAbstract(type.getModifiers()) && !type.isArray() && !type.isPrimitive()
				&& !type.isEnum() && !type.isAnnotation() && !type.getName().startsWith("tools.jackson.");
		if (open && subtypes(type).isEmpty() && !type.isAnnotationPresent(JsonDeserialize.class)) {
			logger.warn("The implementations of " + type.getName() + " in " + place + " are not known, and not"
					+ " registered for native images: seal it, name them in @JsonSubTypes, or register them with"
					+ " @RegisterReflectionForBinding");
		}
	}

	/**
	 * Register what validates the constraints of a type, if there are any.
	 */
	void registerConstraints(Class<?> type) {
		if (VALIDATION_PRESENT) {
			ConstraintHints.register(this.hints, type);
		}
	}

}
