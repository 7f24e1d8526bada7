package io.grest.ws.internal.security;

import java.lang.reflect.Method;

/**
 * Names of places in messages.
 */
final class Places {

	private Places() {
	}

	/**
	 * Return the short name of a method.
	 */
	static String of(Class<?> type, Method method) {
		// Anonymous classes have no simple name.
		String name = type.getSimpleName().isEmpty() ? type.getName() : type.getSimpleName();
		return name + "." + method.getName();
	}

	/**
	 * Return the full name of a method.
	 */
	static String inFull(Class<?> type, Method method) {
		return method.getName() + " of " + type.getName();
	}

}
