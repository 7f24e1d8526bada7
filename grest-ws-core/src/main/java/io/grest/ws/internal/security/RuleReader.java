package io.grest.ws.internal.security;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.SecurityAnnotationScanners;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Reader of the rules of a method. It finds the annotation that Spring Security finds,
 * and refuses those that Spring Security would skip.
 */
final class RuleReader {

	private final MethodHierarchy methods;

	private RuleReader(MethodHierarchy methods) {
		this.methods = methods;
	}

	/**
	 * Return the rules of a method.
	 * @param method the method of the interface
	 * @param type the class that implements it, or the interface
	 * @return the rules, at most one of a kind
	 * @throws IllegalStateException if an annotation cannot be enforced, with the place
	 * and the remedy
	 */
	static List<Rule> read(Method method, Class<?> type) {
		MethodHierarchy methods = new MethodHierarchy(Connects.annotated(method, type), type);
		RefusedAnnotations.check(methods);
		RuleReader reader = new RuleReader(methods);
		List<Rule> rules = new ArrayList<>();
		for (RuleKind kind : RuleKind.values()) {
			Rule rule = reader.read(kind);
			if (rule != null) {
				rules.add(rule);
			}
		}
		return rules;
	}

	// A method counts before a class, and the implementation before the interface.
	private @Nullable Rule read(RuleKind kind) {
		Method implementation = this.methods.implementation();
		List<MethodHierarchy.Found> found = onMethods(kind, implementation.getDeclaringClass());
		if (found.isEmpty()) {
			found = onMethods(kind, this.methods.method().getDeclaringClass());
		}
		if (!found.isEmpty()) {
			MethodHierarchy.Found only = only(found);
			return rule(kind, only, (Method) only.element());
		}
		refuseSkipped(onMethods(kind, this.methods.type()), Set.of());
		found = MethodHierarchy.nearestOnClasses(implementation.getDeclaringClass(), kind::includes);
		Set<Class<?>> applied = found.stream()
			.map(MethodHierarchy.Found::place)
			.collect(Collectors.toCollection(LinkedHashSet::new));
		refuseSkipped(MethodHierarchy.nearestOnClasses(this.methods.type(), kind::includes), applied);
		if (!found.isEmpty()) {
			MethodHierarchy.Found only = only(found);
			return rule(kind, only, this.methods.declaredBy(only.place()));
		}
		refuseSkipped(MethodHierarchy.nearestOnClasses(this.methods.method().getDeclaringClass(), kind::includes),
				applied);
		return null;
	}

	private List<MethodHierarchy.Found> onMethods(RuleKind kind, Class<?> from) {
		return this.methods.nearestOnMethods(from, kind::includes);
	}

	private MethodHierarchy.Found only(List<MethodHierarchy.Found> found) {
		Assert.state(found.size() == 1, () -> Places.inFull(this.methods.type(), this.methods.method())
				+ " has several annotations of a kind at the same distance, "
				+ found.stream()
					.map((each) -> "@" + each.annotation().getType().getSimpleName() + " of " + each.place().getName())
					.collect(Collectors.joining(" and "))
				+ ": leave one of them, or annotate the method of the class");
		return found.get(0);
	}

	private void refuseSkipped(List<MethodHierarchy.Found> found, Set<Class<?>> applied) {
		found.stream().filter((each) -> !applied.contains(each.place())).findFirst().ifPresent((skipped) -> {
			Method inherited = this.methods.implementation();
			throw new IllegalStateException("@" + skipped.annotation().getType().getSimpleName() + " of "
					+ skipped.place().getName() + " does not apply to "
					+ Places.inFull(inherited.getDeclaringClass(), inherited) + ", which "
					+ this.methods.type().getName() + " inherits: annotate that method, or override it");
		});
	}

	private static Rule rule(RuleKind kind, MethodHierarchy.Found found, Method method) {
		MergedAnnotation<?> annotation = found.annotation();
		String expression = "";
		String text = "@" + annotation.getType().getSimpleName();
		Annotation seen = scan(kind, method);
		boolean isSeen = seen != null && seen.annotationType() == annotation.getType();
		Assert.state(isSeen, () -> "Spring Security does not find @" + annotation.getType().getSimpleName() + " of "
				+ Places.inFull(found.place(), method) + ": annotate the method of the class that implements it");
		if (seen instanceof PreAuthorize rule) {
			expression = rule.value();
		}
		else if (seen instanceof PostAuthorize rule) {
			expression = rule.value();
		}
		else if (annotation.getValue("value").isPresent()) {
			text += "(" + listed(annotation.getStringArray("value")) + ")";
		}
		return new Rule(kind, method, expression, kind.isExpression() ? text + "(\"" + expression + "\")" : text,
				found.place());
	}

	private static String listed(String[] values) {
		String list = Arrays.stream(values).map((value) -> "\"" + value + "\"").collect(Collectors.joining(", "));
		return (values.length == 1) ? list : "{" + list + "}";
	}

	private static @Nullable Annotation scan(RuleKind kind, Method method) {
		Class<?> type = method.getDeclaringClass();
		return switch (kind) {
			case PRE_AUTHORIZE -> SecurityAnnotationScanners.requireUnique(PreAuthorize.class).scan(method, type);
			case POST_AUTHORIZE -> SecurityAnnotationScanners.requireUnique(PostAuthorize.class).scan(method, type);
			case SECURED -> SecurityAnnotationScanners.requireUnique(Secured.class).scan(method, type);
			case JSR250 -> SecurityAnnotationScanners.requireUnique(Jsr250.TYPES).scan(method, type);
		};
	}

	/**
	 * Annotations of JSR-250. A class of its own, to be loaded only if they are present.
	 */
	private static final class Jsr250 {

		static final List<Class<? extends Annotation>> TYPES = types();

		private static List<Class<? extends Annotation>> types() {
			List<Class<? extends Annotation>> types = new ArrayList<>();
			for (String name : RuleKind.JSR250.annotations()) {
				types.add(ClassUtils.resolveClassName(name, RuleReader.class.getClassLoader())
					.asSubclass(Annotation.class));
			}
			return types;
		}

	}

}
