package io.grest.ws.contract;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.validation.Constraint;
import jakarta.validation.Valid;
import jakarta.validation.ValidationException;
import org.jspecify.annotations.Nullable;

/**
 * Locator of constraints that a validator cannot interpret. The validator reads an
 * interface as a whole, and its message names no method.
 */
final class ConstraintFaults {

	private ConstraintFaults() {
	}

	/**
	 * Query a validator about a method, and name the suspects if it fails.
	 * @throws InvalidContractException if the validator fails, with the contract and its
	 * methods
	 */
	static <T> @Nullable T naming(ContractMethod method, Supplier<@Nullable T> question) {
		try {
			return question.get();
		}
		catch (ValidationException ex) {
			InvalidContractException named = new InvalidContractException(contract(method),
					List.of("its constraints cannot be validated: " + ex.getMessage() + remedy(ex) + " (for "
							+ methods(method.method()) + ")"));
			named.initCause(ex);
			throw named;
		}
	}

	/**
	 * Refuse a method that has a fault.
	 * @param fault what is wrong with its constraints, or {@code null} for nothing
	 * @throws InvalidContractException if there is a fault, with the contract and the
	 * method
	 */
	static void refuse(ContractMethod method, @Nullable String fault) {
		if (fault != null) {
			throw new InvalidContractException(contract(method), List.of(fault + " (for method "
					+ method.method().getDeclaringClass().getSimpleName() + "." + method.name() + ")"));
		}
	}

	/**
	 * Create the exception for constraints on the result of a suspend function. Its
	 * compiled form returns {@code Object}, which few of them support.
	 */
	static InvalidContractException ofSuspendFunction(ContractMethod method) {
		return new InvalidContractException(contract(method),
				List.of("its result has constraints, which a suspend function cannot have: put them on the class of the"
						+ " result, or return a Mono with them within (for method "
						+ method.method().getDeclaringClass().getSimpleName() + "." + method.name() + ")"));
	}

	private static String contract(ContractMethod method) {
		return method.path().substring(0, method.path().length() - method.name().length() - 1);
	}

	private static String remedy(ValidationException ex) {
		return (ex.getMessage() != null && ex.getMessage().contains("reactor.core.publisher."))
				? " Create the MethodValidator with MethodValidator.of(ValidatorFactory), which supports Mono and Flux"
				: "";
	}

	// Methods with a constraint on a type argument come first: validators most often lack
	// an extractor for those.
	private static String methods(Method asked) {
		Class<?> type = asked.getDeclaringClass();
		List<String> suspects = Arrays.stream(type.getMethods())
			.filter(ConstraintFaults::hasConstraintWithin)
			.map((method) -> type.getSimpleName() + "." + method.getName())
			.distinct()
			.sorted()
			.toList();
		if (suspects.size() > 1) {
			return "one of the methods " + String.join(", ", suspects);
		}
		return "method " + (suspects.isEmpty() ? type.getSimpleName() + "." + asked.getName() : suspects.get(0));
	}

	private static boolean hasConstraintWithin(Method method) {
		return Stream
			.concat(Stream.of(method.getAnnotatedReturnType()), Arrays.stream(method.getAnnotatedParameterTypes()))
			.anyMatch((type) -> arguments(type).anyMatch(ConstraintFaults::isConstrained));
	}

	private static boolean isConstrained(AnnotatedType type) {
		return Arrays.stream(type.getAnnotations()).anyMatch(ConstraintFaults::isConstraint)
				|| arguments(type).anyMatch(ConstraintFaults::isConstrained);
	}

	private static Stream<AnnotatedType> arguments(AnnotatedType type) {
		if (type instanceof AnnotatedParameterizedType generic) {
			return Arrays.stream(generic.getAnnotatedActualTypeArguments());
		}
		return (type instanceof AnnotatedArrayType array) ? Stream.of(array.getAnnotatedGenericComponentType())
				: Stream.empty();
	}

	private static boolean isConstraint(Annotation annotation) {
		return annotation instanceof Valid || annotation.annotationType().isAnnotationPresent(Constraint.class);
	}

}
