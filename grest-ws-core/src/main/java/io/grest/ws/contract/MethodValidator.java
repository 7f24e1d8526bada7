package io.grest.ws.contract;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import io.grest.ws.internal.reflect.ContractProxy;
import io.grest.ws.internal.reflect.SuspendFunction;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.metadata.BeanDescriptor;
import jakarta.validation.metadata.CascadableDescriptor;
import jakarta.validation.metadata.ContainerDescriptor;
import jakarta.validation.metadata.MethodDescriptor;
import jakarta.validation.metadata.ParameterDescriptor;
import jakarta.validation.metadata.ReturnValueDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Validator of payloads by Jakarta Bean Validation: the constraints of a payload's class,
 * with or without {@code @Valid}, and those of the method's parameter.
 *
 * @since 0.1.0
 */
public final class MethodValidator {

	private final Validator validator;

	/**
	 * Create a validator. Constraints within {@code Mono<...>} and {@code Flux<...>} are
	 * checked if the delegate is a {@link ValidatorFactory} as well, such as Spring's
	 * {@code LocalValidatorFactoryBean}.
	 * @param validator the delegate
	 */
	public MethodValidator(Validator validator) {
		this.validator = (validator instanceof ValidatorFactory factory) ? ReturnedValues.validator(factory)
				: validator;
	}

	/**
	 * Create a validator.
	 * @param factory the factory of the delegate
	 * @return a validator that also checks constraints within {@code Mono<...>} and
	 * {@code Flux<...>}
	 */
	public static MethodValidator of(ValidatorFactory factory) {
		return new MethodValidator(ReturnedValues.validator(factory));
	}

	/**
	 * Return the validation of a method's inputs, to be kept.
	 * @param method the method
	 * @return the validation, or {@code null} if there are no constraints
	 * @throws InvalidContractException if the validator cannot interpret the constraints,
	 * or cannot see them, since the Kotlin compiler has left them out
	 */
	public @Nullable InputValidation forInput(ContractMethod method) {
		Type input = method.inputType();
		ConstraintFaults.refuse(method, LostConstraints.ofInput(method));
		return (input != null) ? ConstraintFaults.naming(method, () -> forInput(method, input, 0)) : null;
	}

	/**
	 * Return the validation of the items of the stream that a method takes, to be kept:
	 * the constraints of the items' class, and those within the {@code Flux<...>} or
	 * {@code Flow<...>}.
	 * @param method the method
	 * @return the validation, or {@code null} if there are no constraints
	 * @throws InvalidContractException if the validator cannot interpret the constraints,
	 * or cannot see them, since the Kotlin compiler has left them out
	 */
	public @Nullable InputValidation forInputItems(ContractMethod method) {
		Type items = method.inputItemType();
		ConstraintFaults.refuse(method, LostConstraints.ofInput(method));
		return (items != null) ? ConstraintFaults.naming(method, () -> forInput(method, items, streamIndex(method)))
				: null;
	}

	private static int streamIndex(ContractMethod method) {
		return SuspendFunction.inputCount(method.method()) - 1;
	}

	private @Nullable InputValidation forInput(ContractMethod method, Type input, int index) {
		MethodDescriptor descriptor = descriptor(method.method());
		ParameterDescriptor declared = (descriptor != null) ? descriptor.getParameterDescriptors().get(index) : null;
		boolean parameter = declared != null && (declared.hasConstraints() || declared.isCascaded()
				|| !declared.getConstrainedContainerElementTypes().isEmpty());
		boolean payload = constrains(input) && !(declared != null && isCascaded(declared));
		if (!parameter && !payload) {
			return null;
		}
		return (target, value) -> {
			List<Issue> issues = new ArrayList<>();
			if (parameter) {
				issues.addAll(parameterIssues(target, method, index, value));
			}
			if (payload) {
				issues.addAll(issues(value));
			}
			if (!issues.isEmpty()) {
				throw new ValidationException(limit(issues));
			}
		};
	}

	private List<Issue> parameterIssues(Object target, ContractMethod method, int index, Object value) {
		// A suspend function takes a continuation as well.
		@Nullable Object[] arguments = new Object[method.method().getParameterCount()];
		boolean isItem = method.inputItemType() != null && index == streamIndex(method);
		arguments[index] = isItem ? ReturnedValues.stream(value, method.method().getParameterTypes()[index]) : value;
		Set<ConstraintViolation<Object>> violations = this.validator.forExecutables()
			.validateParameters(target, method.method(), arguments);
		return Violations.issues((method.inputItemType() == null) ? violations
				: violations.stream().filter((violation) -> Violations.parameter(violation) == index).toList());
	}

	/**
	 * Return the validation of a method's results, to be kept: the constraints of the
	 * result's class, and those within the method's {@code Mono<...>},
	 * {@code CompletionStage<...>} or {@code Flux<...>}. The results of a stream are its
	 * items.
	 * @param method the method
	 * @return the validation, or {@code null} if there are no constraints
	 * @throws InvalidContractException if the validator cannot interpret the constraints,
	 * or cannot see them, since the Kotlin compiler has left them out
	 */
	public @Nullable ResultValidation forResult(ContractMethod method) {
		Type result = method.resultType();
		ConstraintFaults.refuse(method, LostConstraints.ofResult(method));
		return (result != null) ? ConstraintFaults.naming(method, () -> forResult(method, result)) : null;
	}

	private @Nullable ResultValidation forResult(ContractMethod method, Type result) {
		MethodDescriptor descriptor = descriptor(method.method());
		ReturnValueDescriptor returned = (descriptor != null) ? descriptor.getReturnValueDescriptor() : null;
		boolean suspends = SuspendFunction.is(method.method());
		if (suspends && returned != null && returned.hasConstraints()) {
			throw ConstraintFaults.ofSuspendFunction(method);
		}
		boolean within = returned != null && (!returned.getConstrainedContainerElementTypes().isEmpty()
				|| (!method.isReactive() && returned.hasConstraints())
				|| ((!method.isReactive() || suspends) && returned.isCascaded()));
		boolean payload = constrains(result) && !(returned != null && isCascaded(returned));
		if (!within && !payload) {
			return null;
		}
		// The constraints are those of the interface, whatever implements it.
		Object target = ContractProxy.create(method.method().getDeclaringClass(), (called, input) -> null,
				"results of " + method.path());
		return (value) -> {
			List<Issue> issues = new ArrayList<>();
			if (within) {
				issues.addAll(Violations.issues(this.validator.forExecutables()
					.validateReturnValue(target, method.method(), ReturnedValues.of(method, value))));
			}
			if (payload && value != null) {
				issues.addAll(issues(value));
			}
			return limit(issues);
		};
	}

	/**
	 * Return whether values of a type have to be validated.
	 * @param type a type
	 * @return {@code false} if there are no constraints
	 */
	public boolean constrains(Type type) {
		if (!(type instanceof Class<?> payloadClass)) {
			return true;
		}
		if (payloadClass.isArray()) {
			return constrains(payloadClass.getComponentType());
		}
		boolean constrained = !payloadClass.isEnum() && !payloadClass.isPrimitive()
				&& !payloadClass.getName().startsWith("java.") && isConstrained(payloadClass);
		return constrained || !Modifier.isFinal(payloadClass.getModifiers());
	}

	// A constraint on a type argument alone, such as List<@NotBlank String>, counts for
	// its property or parameter, but not for the bean or the method.
	private boolean isConstrained(Class<?> payloadClass) {
		BeanDescriptor descriptor = this.validator.getConstraintsForClass(payloadClass);
		return descriptor.isBeanConstrained() || !descriptor.getConstrainedProperties().isEmpty();
	}

	private static <D extends CascadableDescriptor & ContainerDescriptor> boolean isCascaded(D descriptor) {
		return descriptor.isCascaded()
				|| descriptor.getConstrainedContainerElementTypes().stream().anyMatch(MethodValidator::isCascaded);
	}

	private @Nullable MethodDescriptor descriptor(Method method) {
		return this.validator.getConstraintsForClass(method.getDeclaringClass())
			.getConstraintsForMethod(method.getName(), method.getParameterTypes());
	}

	/**
	 * Validate a value.
	 * @param value a payload, or a collection, array or map of them
	 * @return the violations, empty if there are none
	 */
	public List<Issue> issues(Object value) {
		return limit(allIssues(value));
	}

	private List<Issue> allIssues(Object value) {
		if (value instanceof Collection<?> items) {
			return elementIssues(items);
		}
		if (value instanceof Object[] items) {
			return elementIssues(Arrays.asList(items));
		}
		if (value instanceof Map<?, ?> items) {
			return valueIssues(items);
		}
		if (value.getClass().getName().startsWith("java.")) {
			return List.of();
		}
		return Violations.issues(this.validator.validate(value));
	}

	private List<Issue> elementIssues(Collection<?> items) {
		List<Issue> issues = new ArrayList<>();
		int index = 0;
		for (Object item : items) {
			if (issues.size() >= ValidationException.MAX_ISSUES) {
				break;
			}
			issues.addAll(issuesAt(Integer.toString(index++), item));
		}
		return issues;
	}

	private List<Issue> valueIssues(Map<?, ?> items) {
		List<Issue> issues = new ArrayList<>();
		for (Map.Entry<?, ?> item : items.entrySet()) {
			if (issues.size() >= ValidationException.MAX_ISSUES) {
				break;
			}
			issues.addAll(issuesAt(String.valueOf(item.getKey()), item.getValue()));
		}
		return issues;
	}

	private List<Issue> issuesAt(String step, @Nullable Object item) {
		return (item != null) ? allIssues(item).stream().map((issue) -> Violations.within(step, issue)).toList()
				: List.of();
	}

	private static List<Issue> limit(List<Issue> issues) {
		return (issues.size() > ValidationException.MAX_ISSUES) ? issues.subList(0, ValidationException.MAX_ISSUES)
				: issues;
	}

	/**
	 * Validation of the inputs of one method.
	 */
	@FunctionalInterface
	public interface InputValidation {

		/**
		 * Validate an input.
		 * @param target the implementation of the method
		 * @param input the input
		 * @throws ValidationException if the input violates constraints, with up to 100
		 * issues
		 */
		void validate(Object target, Object input);

	}

	/**
	 * Validation of the results of one method.
	 */
	@FunctionalInterface
	public interface ResultValidation {

		/**
		 * Validate a result.
		 * @param value the result, or {@code null} for none
		 * @return the violations, empty if there are none
		 */
		List<Issue> issues(@Nullable Object value);

	}

}
