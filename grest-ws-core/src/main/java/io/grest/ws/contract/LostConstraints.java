package io.grest.ws.contract;

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.grest.ws.internal.reflect.LostAnnotations;
import io.grest.ws.internal.reflect.SuspendFunction;
import jakarta.validation.Constraint;
import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * Locator of constraints within types of Kotlin, such as {@code List<@NotBlank String>},
 * that no validator can see, because the compiler has left them out.
 */
final class LostConstraints {

	private static final String REMEDY = ", which the Kotlin compiler leaves out: compile with"
			+ " -Xemit-jvm-type-annotations, or put them on the class of the elements";

	private LostConstraints() {
	}

	/**
	 * Return what the input of a method has lost.
	 * @param method the method
	 * @return a fault of the contract, or {@code null} if there is none
	 */
	static @Nullable String ofInput(ContractMethod method) {
		String lost = names(LostAnnotations.ofParameters(method.method()));
		return (lost != null) ? "its input has " + lost + " within a type" + REMEDY
				: ofPayloads(Stream.of(method.inputType(), method.inputItemType()));
	}

	/**
	 * Return what the result of a method has lost.
	 * @param method the method
	 * @return a fault of the contract, or {@code null} if there is none
	 */
	static @Nullable String ofResult(ContractMethod method) {
		String lost = names(LostAnnotations.ofResult(method.method()));
		if (lost == null) {
			return ofPayloads(Stream.of(method.resultType()));
		}
		return "its result has " + lost + " within a type" + (SuspendFunction.is(method.method())
				? ", which a suspend function cannot have: put them on the class of the elements, or return a Mono and"
						+ " compile with -Xemit-jvm-type-annotations"
				: REMEDY);
	}

	// Of the classes that the validator reaches from a payload.
	private static @Nullable String ofPayloads(Stream<@Nullable Type> payloads) {
		Deque<Class<?>> remaining = new ArrayDeque<>();
		payloads.filter(Objects::nonNull).forEach((payload) -> addClasses(ResolvableType.forType(payload), remaining));
		Set<Class<?>> seen = new HashSet<>();
		while (!remaining.isEmpty()) {
			Class<?> type = remaining.pop();
			if (!seen.add(type)) {
				continue;
			}
			for (Map.Entry<String, Set<Class<? extends Annotation>>> property : LostAnnotations.ofProperties(type)
				.entrySet()) {
				String lost = names(property.getValue());
				if (lost != null) {
					return type.getSimpleName() + "." + property.getKey() + " has " + lost + " within its type"
							+ REMEDY;
				}
			}
			LostAnnotations.propertiesWith(type, Valid.class)
				.forEach((cascaded) -> addClasses(ResolvableType.forType(cascaded), remaining));
		}
		return null;
	}

	private static void addClasses(ResolvableType type, Deque<Class<?>> classes) {
		classes.add(type.toClass());
		Stream.concat(Arrays.stream(type.getGenerics()), Stream.of(type.getComponentType()))
			.filter((within) -> within != ResolvableType.NONE)
			.forEach((within) -> addClasses(within, classes));
	}

	private static @Nullable String names(Set<Class<? extends Annotation>> lost) {
		String names = String.join(" and ",
				lost.stream()
					.filter(LostConstraints::isConstraint)
					.map((type) -> "@" + type.getSimpleName())
					.sorted()
					.toList());
		return names.isEmpty() ? null : names;
	}

	private static boolean isConstraint(Class<? extends Annotation> type) {
		return type == Valid.class || type.isAnnotationPresent(Constraint.class);
	}

}
