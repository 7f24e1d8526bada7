package io.grest.ws.internal.generate.model;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.util.PropertyPlaceholderHelper;
import org.springframework.util.ReflectionUtils;

/**
 * Security rules of a contract's method as text, in the language of Spring Security's
 * expressions. They are read from the annotations of the interface by name, so that
 * Spring Security is not required. This is for readers: what enforces the rules is
 * elsewhere, and does not use the text.
 *
 * @since 0.1.0
 */
public final class SecurityRules {

	private static final String PRE_AUTHORIZE = "org.springframework.security.access.prepost.PreAuthorize";

	private static final String POST_AUTHORIZE = "org.springframework.security.access.prepost.PostAuthorize";

	private static final String SECURED = "org.springframework.security.access.annotation.Secured";

	private static final String ROLES_ALLOWED = "jakarta.annotation.security.RolesAllowed";

	private static final String DENY_ALL = "jakarta.annotation.security.DenyAll";

	private static final String PERMIT_ALL = "jakarta.annotation.security.PermitAll";

	// The placeholders of meta-annotations. Other braces are lists and maps of an
	// expression.
	private static final PropertyPlaceholderHelper TEMPLATE = new PropertyPlaceholderHelper("{", "}", null, null, true);

	private SecurityRules() {
	}

	/**
	 * Return the rules of a method, all of which a caller has to meet.
	 * @param method the method of the contract's interface
	 * @return the rules of the method, and for each kind of annotation that is not on the
	 * method those of the interface that declares it
	 */
	public static List<String> of(Method method) {
		return Stream
			.of(nearest(method, Set.of(PRE_AUTHORIZE)).map(SecurityRules::expression),
					nearest(method, Set.of(SECURED)).map((secured) -> anyOf("Authority", secured)),
					nearest(method, Set.of(ROLES_ALLOWED, DENY_ALL, PERMIT_ALL)).flatMap(SecurityRules::ofJakarta),
					nearest(method, Set.of(POST_AUTHORIZE)).map(SecurityRules::expression))
			.flatMap(Optional::stream)
			.toList();
	}

	private static Optional<MergedAnnotation<?>> nearest(Method method, Set<String> types) {
		return Stream.of(method, method.getDeclaringClass())
			.<MergedAnnotation<?>>flatMap(
					(element) -> MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY).stream())
			.filter((annotation) -> types.contains(annotation.getType().getName()))
			.findFirst();
	}

	private static Optional<String> ofJakarta(MergedAnnotation<?> annotation) {
		return switch (annotation.getType().getName()) {
			case ROLES_ALLOWED -> Optional.of(anyOf("Role", annotation));
			case DENY_ALL -> Optional.of("denyAll");
			default -> Optional.empty();
		};
	}

	private static String anyOf(String kind, MergedAnnotation<?> annotation) {
		String[] names = annotation.getStringArray(MergedAnnotation.VALUE);
		String quoted = Arrays.stream(names)
			.map((name) -> "'" + name.replace("'", "''") + "'")
			.collect(Collectors.joining(", "));
		return switch (names.length) {
			case 0 -> "denyAll";
			case 1 -> "has" + kind + "(" + quoted + ")";
			default -> "hasAny" + kind + "(" + quoted + ")";
		};
	}

	private static String expression(MergedAnnotation<?> annotation) {
		Map<String, @Nullable String> values = new HashMap<>();
		for (MergedAnnotation<?> meta = annotation.getMetaSource(); meta != null; meta = meta.getMetaSource()) {
			meta.asMap().forEach((name, value) -> values.put(name, text(value)));
		}
		return TEMPLATE.replacePlaceholders(annotation.getString(MergedAnnotation.VALUE), values::get);
	}

	// Spring Security lets a value say itself what stands in the expression.
	private static @Nullable String text(Object value) {
		Method provider = ReflectionUtils.findMethod(value.getClass(), "getExpressionTemplateValue");
		if (provider != null) {
			ReflectionUtils.makeAccessible(provider);
			return Objects.toString(ReflectionUtils.invokeMethod(provider, value), null);
		}
		return (value instanceof Class<?>) ? value.toString()
				: DefaultConversionService.getSharedInstance().convert(value, String.class);
	}

}
