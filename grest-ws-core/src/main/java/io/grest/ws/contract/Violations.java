package io.grest.ws.contract;

import java.util.ArrayList;
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
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Violations of constraints, as issues that are sent.
 */
final class Violations {

	private static final Set<String> NO_PARAMS = Set.of("message", "groups", "payload");

	private Violations() {
	}

	/**
	 * Return the issues of violations.
	 * @param violations the violations
	 * @return the issues, at most {@value ValidationException#MAX_ISSUES}
	 */
	static List<Issue> issues(Collection<? extends ConstraintViolation<?>> violations) {
		return violations.stream().limit(ValidationException.MAX_ISSUES).<Issue>map(Violations::issue).toList();
	}

	/**
	 * Return the index of the parameter that a violation is in.
	 * @param violation a violation of a method's parameters
	 * @return the index, -1 for a violation of all parameters together
	 */
	static int parameter(ConstraintViolation<?> violation) {
		for (Path.Node node : violation.getPropertyPath()) {
			if (node.getKind() == ElementKind.PARAMETER) {
				return node.as(Path.ParameterNode.class).getParameterIndex();
			}
		}
		return -1;
	}

	/**
	 * Return an issue within a container.
	 * @param step the index or the key in the container
	 * @param issue the issue of the element
	 */
	static Issue within(String step, Issue issue) {
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

	// Only plain values among a constraint's attributes are of use to the other side; a
	// class or an array of flags is not.
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

}
