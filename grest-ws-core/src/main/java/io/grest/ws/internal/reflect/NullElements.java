package io.grest.ws.internal.reflect;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.grest.ws.error.ValidationException;
import io.grest.ws.error.ValidationException.Issue;
import org.jspecify.annotations.Nullable;

/**
 * Check for {@code null} in a payload that is a collection, an array or a map whose
 * element type is not nullable in the Kotlin method. Payloads of other classes are
 * checked by Jackson's Kotlin module.
 *
 * @since 0.1.0
 */
public final class NullElements {

	private final boolean refused;

	private final @Nullable NullElements within;

	NullElements(boolean refused, @Nullable NullElements within) {
		this.refused = refused;
		this.within = within;
	}

	/**
	 * Create the check of a method's input.
	 * @param method the method
	 * @return the check, or {@code null} if none is needed
	 */
	public static @Nullable NullElements ofInput(Method method) {
		return KotlinTypes.inputElements(method);
	}

	/**
	 * Create the check of a method's result.
	 * @param method the method
	 * @return the check, or {@code null} if none is needed
	 */
	public static @Nullable NullElements ofResult(Method method) {
		return KotlinTypes.resultElements(method);
	}

	/**
	 * Check a value.
	 * @param value a payload
	 * @throws ValidationException if the value contains {@code null} where it must not,
	 * with an issue for each place, up to 100
	 */
	public void check(Object value) {
		List<Issue> issues = new ArrayList<>();
		collect(value, "", issues);
		if (!issues.isEmpty()) {
			throw new ValidationException(issues);
		}
	}

	private void collect(Object value, String path, List<Issue> issues) {
		if (value instanceof Iterable<?> items) {
			collectItems(items, path, issues);
		}
		else if (value instanceof Object[] items) {
			collectItems(Arrays.asList(items), path, issues);
		}
		else if (value instanceof Map<?, ?> entries) {
			entries.forEach((key, item) -> collectItem(item, path, String.valueOf(key), issues));
		}
	}

	private void collectItems(Iterable<?> items, String path, List<Issue> issues) {
		int index = 0;
		for (Object item : items) {
			collectItem(item, path, index++, issues);
		}
	}

	private void collectItem(@Nullable Object item, String path, Object step, List<Issue> issues) {
		if (issues.size() >= ValidationException.MAX_ISSUES) {
			return;
		}
		if (item == null && this.refused) {
			issues.add(new Issue(join(path, step), "invalid.required", "is required"));
		}
		else if (item != null && this.within != null) {
			this.within.collect(item, join(path, step), issues);
		}
	}

	private static String join(String path, Object step) {
		return path.isEmpty() ? step.toString() : path + "." + step;
	}

}
