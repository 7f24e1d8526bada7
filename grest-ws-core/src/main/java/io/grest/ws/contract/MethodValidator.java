package io.grest.ws.contract;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import jakarta.validation.metadata.BeanDescriptor;
import jakarta.validation.metadata.CascadableDescriptor;
import jakarta.validation.metadata.ContainerDescriptor;
import jakarta.validation.metadata.MethodDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Validates payloads by Jakarta Bean Validation: the constraints of a payload's class,
 * with or without {@code @Valid}, and those of the method's parameter.
 *
 * @since 0.1.0
 */
public final class MethodValidator {

	private static final Set<String> NO_PARAMS = Set.of("message", "groups", "payload");

	private final Validator validator;

	/**
	 * Create a validator.
	 * @param validator does the work
	 */
	public MethodValidator(Validator validator) {
		this.validator = validator;
	}

	/**
	 * What validates the inputs of a method, found out once.
	 * @param method the method
	 * @return the validation, or {@code null} if nothing constrains them
	 */
	public @Nullable InputValidation forInput(ContractMethod method) {
		if (method.inputType() == null) {
			return null;
		}
		boolean parameter = isParameterConstrained(method.method());
		boolean payload = constrains(method.inputType()) && !isParameterCascaded(method.method());
		if (!parameter && !payload) {
			return null;
		}
		return (target, input) -> {
			List<Issue> issues = new ArrayList<>();
			if (parameter) {
				this.validator.forExecutables()
					.validateParameters(target, method.method(), new Object[] { input })
					.forEach((violation) -> issues.add(issue(violation)));
			}
			if (payload) {
				issues.addAll(issues(input));
			}
			if (!issues.isEmpty()) {
				throw new ValidationException(issues);
			}
		};
	}

	/**
	 * Whether values of a type have to be validated at all.
	 * @param type a type
	 * @return {@code false} if nothing constrains them
	 */
	public boolean constrains(Type type) {
		if (!(type instanceof Class<?> payloadClass)) {
			return true;
		}
		if (payloadClass.isArray()) {
			return constrains(payloadClass.getComponentType());
		}
		if (!Modifier.isFinal(payloadClass.getModifiers())) {
			return true;
		}
		return !payloadClass.isEnum() && !payloadClass.getName().startsWith("java.") && isConstrained(payloadClass);
	}

	// A constraint on a type argument alone, as of List<@NotBlank String>, makes a
	// property constrained, but not its bean; nor a parameter its method.
	private boolean isConstrained(Class<?> payloadClass) {
		BeanDescriptor descriptor = this.validator.getConstraintsForClass(payloadClass);
		return descriptor.isBeanConstrained() || !descriptor.getConstrainedProperties().isEmpty();
	}

	private boolean isParameterConstrained(Method method) {
		MethodDescriptor descriptor = descriptor(method);
		return descriptor != null && (descriptor.hasConstrainedParameters() || descriptor.getParameterDescriptors()
			.stream()
			.anyMatch((parameter) -> !parameter.getConstrainedContainerElementTypes().isEmpty()));
	}

	private boolean isParameterCascaded(Method method) {
		MethodDescriptor descriptor = descriptor(method);
		return descriptor != null
				&& descriptor.getParameterDescriptors().stream().anyMatch(MethodValidator::isCascaded);
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
	 * @return what is wrong, empty if nothing
	 */
	public List<Issue> issues(Object value) {
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
		return this.validator.validate(value).stream().map(MethodValidator::issue).toList();
	}

	private List<Issue> elementIssues(Collection<?> items) {
		List<Issue> issues = new ArrayList<>();
		int index = 0;
		for (Object item : items) {
			issues.addAll(issuesAt(Integer.toString(index++), item));
		}
		return issues;
	}

	private List<Issue> valueIssues(Map<?, ?> items) {
		List<Issue> issues = new ArrayList<>();
		items.forEach((key, item) -> issues.addAll(issuesAt(String.valueOf(key), item)));
		return issues;
	}

	private List<Issue> issuesAt(String step, @Nullable Object item) {
		return (item != null) ? issues(item).stream().map((issue) -> within(step, issue)).toList() : List.of();
	}

	private static Issue within(String step, Issue issue) {
		return new Issue(issue.path().isEmpty() ? step : step + "." + issue.path(), issue.code(), issue.message(),
				issue.params());
	}

	private static Issue issue(ConstraintViolation<?> violation) {
		Class<?> constraint = violation.getConstraintDescriptor().getAnnotation().annotationType();
		Map<String, Object> params = new TreeMap<>();
		violation.getConstraintDescriptor().getAttributes().forEach((name, value) -> {
			if (!NO_PARAMS.contains(name) && isPlain(value)) {
				params.put(name, value);
			}
		});
		return new Issue(path(violation.getPropertyPath()),
				"invalid." + StringUtils.uncapitalize(constraint.getSimpleName()), violation.getMessage(),
				new LinkedHashMap<>(params));
	}

	// Of a constraint's attributes only those that are plain values mean anything on the
	// other side; a class or an array of flags does not.
	private static boolean isPlain(@Nullable Object value) {
		return value instanceof Number || value instanceof Boolean || value instanceof String;
	}

	private static String path(Path path) {
		List<String> steps = new ArrayList<>();
		for (Path.Node node : path) {
			if (node.isInIterable()) {
				Object position = (node.getIndex() != null) ? node.getIndex() : node.getKey();
				if (position != null) {
					steps.add(position.toString());
				}
			}
			if (node.getKind() == ElementKind.PROPERTY) {
				steps.add(node.getName());
			}
		}
		return String.join(".", steps);
	}

	/**
	 * Validates the inputs of one method.
	 */
	@FunctionalInterface
	public interface InputValidation {

		/**
		 * Validate an input.
		 * @param target implements the method
		 * @param input the input
		 * @throws ValidationException if it breaks constraints, naming all of them
		 */
		void validate(Object target, Object input);

	}

}
