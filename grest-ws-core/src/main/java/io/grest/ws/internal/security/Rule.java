package io.grest.ws.internal.security;

import java.lang.reflect.Method;

/**
 * Rule of a method, as one annotation declares it.
 *
 * @param kind the kind
 * @param method the method that Spring's managers find the annotation by: the annotated
 * one, or the implementation of the method if a class is annotated
 * @param expression the expression, or an empty text if the kind has none
 * @param text the annotation, with its templates resolved
 * @param place the annotated class or interface
 */
record Rule(RuleKind kind, Method method, String expression, String text, Class<?> place) {

	/**
	 * Return the rule and its place, for logs and denials.
	 */
	String name() {
		return this.text + " of " + Places.of(this.place, this.method);
	}

	boolean isOnInterface() {
		return this.place.isInterface();
	}

}
