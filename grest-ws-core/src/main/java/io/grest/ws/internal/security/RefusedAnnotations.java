package io.grest.ws.internal.security;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.util.Assert;

/**
 * Check for annotations of security that are not enforced on the methods of a contract.
 */
final class RefusedAnnotations {

	// With the remedies.
	private static final Map<String, String> ON_METHODS = Map.of(
			"org.springframework.security.access.prepost.PreFilter",
			"check the payload by @PreAuthorize, or filter it in the method",
			"org.springframework.security.access.prepost.PostFilter",
			"return what the caller may see only, or filter in a bean that the method calls",
			"org.springframework.security.authorization.method.AuthorizeReturnObject",
			"check the result by @PostAuthorize, or wrap it in a bean that the method calls",
			"org.springframework.security.authorization.method.HandleAuthorizationDenied",
			"remove it: a denied call is answered with FORBIDDEN", "jakarta.annotation.security.RunAs",
			"remove it: Spring Security does not know it, and a call runs as its caller");

	private static final Map<String, String> ON_PARAMETERS = Map.of(
			"org.springframework.security.core.annotation.AuthenticationPrincipal",
			"call principal() of the connection: the parameter of a method is its payload",
			"org.springframework.security.core.annotation.CurrentSecurityContext",
			"read it from ReactiveSecurityContextHolder: the parameter of a method is its payload");

	private RefusedAnnotations() {
	}

	/**
	 * Return the names of the annotations that are refused.
	 */
	static Set<String> names() {
		return Stream.of(ON_METHODS, ON_PARAMETERS)
			.flatMap((each) -> each.keySet().stream())
			.collect(Collectors.toSet());
	}

	/**
	 * Refuse a method with such an annotation on any of its declarations, on a parameter,
	 * or on a class or interface.
	 * @throws IllegalStateException if there is one, with the place and the remedy
	 */
	static void check(MethodHierarchy methods) {
		for (Method method : methods.declarations()) {
			String place = Places.inFull(method.getDeclaringClass(), method);
			check(method, ON_METHODS, place);
			for (Parameter parameter : method.getParameters()) {
				check(parameter, ON_PARAMETERS, "The parameter of " + place);
			}
		}
		for (Class<?> type : methods.classes()) {
			check(type, ON_METHODS, type.getName());
		}
	}

	private static void check(AnnotatedElement element, Map<String, String> refused, String place) {
		MethodHierarchy.direct(element, (annotation) -> refused.containsKey(annotation.getType().getName()))
			.stream()
			.map(MergedAnnotation::getType)
			.findFirst()
			.ifPresent((type) -> Assert.state(false, () -> place + " is annotated with @" + type.getSimpleName()
					+ ", which is not enforced on calls of a socket: " + refused.get(type.getName())));
	}

}
