package io.grest.ws.internal.security;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;

/**
 * Declarations of a method in the classes and interfaces of its implementation.
 */
final class MethodHierarchy {

	private final Method method;

	private final Class<?> type;

	private final Method implementation;

	/**
	 * Create a hierarchy.
	 * @param method the method of the interface
	 * @param type the class that implements it, or the interface
	 */
	MethodHierarchy(Method method, Class<?> type) {
		this.method = method;
		this.type = type;
		this.implementation = BridgeMethodResolver.getMostSpecificMethod(method, type);
	}

	Method method() {
		return this.method;
	}

	Class<?> type() {
		return this.type;
	}

	/**
	 * Return the method that runs, which may be inherited by the class.
	 */
	Method implementation() {
		return this.implementation;
	}

	/**
	 * Return the method as an annotated class or interface names its parameters: its own
	 * declaration, or else the implementation.
	 */
	Method declaredBy(Class<?> place) {
		return declared(place).stream().findFirst().orElse(this.implementation);
	}

	/**
	 * Return all declarations of the method.
	 */
	List<Method> declarations() {
		return classes().stream().flatMap((type) -> declared(type).stream()).toList();
	}

	/**
	 * Return all classes and interfaces that may be annotated.
	 */
	Set<Class<?>> classes() {
		Set<Class<?>> classes = new LinkedHashSet<>();
		collect(this.type, classes);
		collect(this.implementation.getDeclaringClass(), classes);
		collect(this.method.getDeclaringClass(), classes);
		return classes;
	}

	private static void collect(@Nullable Class<?> type, Set<Class<?>> classes) {
		if (type != null && type != Object.class && classes.add(type)) {
			collect(type.getSuperclass(), classes);
			Arrays.stream(type.getInterfaces()).forEach((parent) -> collect(parent, classes));
		}
	}

	/**
	 * Return the nearest annotations on declarations of the method.
	 * @param from the class or interface to begin with
	 * @param filter selects annotations
	 */
	List<Found> nearestOnMethods(Class<?> from, Predicate<MergedAnnotation<?>> filter) {
		List<Found> found = new ArrayList<>();
		search(from, this::declared, filter, new LinkedHashSet<>(), found);
		return found;
	}

	/**
	 * Return the nearest annotations on classes and interfaces.
	 * @param from the class or interface to begin with
	 * @param filter selects annotations
	 */
	static List<Found> nearestOnClasses(Class<?> from, Predicate<MergedAnnotation<?>> filter) {
		List<Found> found = new ArrayList<>();
		search(from, List::of, filter, new LinkedHashSet<>(), found);
		return found;
	}

	private static void search(@Nullable Class<?> type, Function<Class<?>, List<? extends AnnotatedElement>> elementsOf,
			Predicate<MergedAnnotation<?>> filter, Set<Class<?>> seen, List<Found> found) {
		if (type == null || type == Object.class || !seen.add(type)) {
			return;
		}
		List<Found> here = elementsOf.apply(type)
			.stream()
			.flatMap((element) -> direct(element, filter).stream().map((each) -> new Found(type, element, each)))
			.toList();
		if (!here.isEmpty()) {
			found.addAll(here);
			return;
		}
		search(type.getSuperclass(), elementsOf, filter, seen, found);
		for (Class<?> parent : type.getInterfaces()) {
			search(parent, elementsOf, filter, seen, found);
		}
	}

	/**
	 * Return the annotations on an element, those on annotations included.
	 */
	static List<MergedAnnotation<?>> direct(AnnotatedElement element, Predicate<MergedAnnotation<?>> filter) {
		List<MergedAnnotation<?>> found = new ArrayList<>();
		MergedAnnotations.from(element, SearchStrategy.DIRECT, RepeatableContainers.none())
			.stream()
			.filter(filter)
			.forEach(found::add);
		return found;
	}

	private List<Method> declared(Class<?> type) {
		return Arrays.stream(type.getDeclaredMethods()).filter(this::isDeclaration).toList();
	}

	// Compilers copy annotations to bridge methods, or do not.
	private boolean isDeclaration(Method candidate) {
		if (candidate.isBridge() || Modifier.isStatic(candidate.getModifiers())
				|| Modifier.isPrivate(candidate.getModifiers()) || !candidate.getName().equals(this.method.getName())) {
			return false;
		}
		Class<?>[] parameters = candidate.getParameterTypes();
		return Arrays.equals(parameters, this.implementation.getParameterTypes()) || candidate.equals(this.method)
				|| Arrays.equals(resolved(candidate), resolved(this.implementation));
	}

	private Class<?>[] resolved(Method candidate) {
		Class<?>[] resolved = candidate.getParameterTypes();
		for (int i = 0; i < resolved.length; i++) {
			resolved[i] = ResolvableType.forMethodParameter(candidate, i, this.type).toClass();
		}
		return resolved;
	}

	/**
	 * Annotation and where it was found.
	 *
	 * @param place the class or interface
	 * @param element the method, or the class or interface itself
	 * @param annotation the annotation
	 */
	record Found(Class<?> place, AnnotatedElement element, MergedAnnotation<?> annotation) {

	}

}
