package io.grest.ws.internal.security;

import java.lang.reflect.Method;
import java.util.List;

import org.springframework.util.ClassUtils;

/**
 * Texts of the rules of methods, for descriptions. Needs no application; without Spring
 * Security there are none.
 *
 * @since 0.1.0
 */
public final class RuleTexts {

	private static final boolean SECURITY_PRESENT = ClassUtils.isPresent(
			"org.springframework.security.core.annotation.SecurityAnnotationScanners",
			RuleTexts.class.getClassLoader());

	private RuleTexts() {
	}

	/**
	 * Return the rules of a method, such as {@code @PreAuthorize("hasRole('ADMIN')")}.
	 * @param method the method of the interface
	 * @param type the class that implements it, or the interface
	 * @return the texts, one for each kind of rules
	 * @throws IllegalStateException if an annotation cannot be enforced, with the place
	 * and the remedy
	 */
	public static List<String> of(Method method, Class<?> type) {
		return SECURITY_PRESENT ? RuleReader.read(method, type).stream().map(Rule::text).toList() : List.of();
	}

}
