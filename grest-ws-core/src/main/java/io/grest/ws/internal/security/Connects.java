package io.grest.ws.internal.security;

import java.lang.reflect.Method;
import java.util.Arrays;

import io.grest.ws.connection.SocketConnection;
import org.reactivestreams.Publisher;

import org.springframework.core.KotlinDetector;

/**
 * The method of handlers that accepts a connection, which is no method of a contract.
 */
final class Connects {

	private static final String CO_HANDLER = "io.grest.ws.server.CoSocketHandler";

	private Connects() {
	}

	/**
	 * Return whether a method accepts a connection.
	 */
	static boolean is(Method method) {
		return method.getParameterCount() > 0 && method.getParameterTypes()[0] == SocketConnection.class
				&& (method.getName().equals("connect") || method.getName().equals("accept"));
	}

	/**
	 * Return the method that a user implements and annotates, in place of the one that is
	 * called: {@code accept} of a handler in Kotlin.
	 */
	static Method annotated(Method method, Class<?> type) {
		if (!is(method)) {
			return method;
		}
		for (Class<?> parent = type; parent != null; parent = parent.getSuperclass()) {
			if (parent.getName().equals(CO_HANDLER)) {
				return Arrays.stream(parent.getDeclaredMethods())
					.filter((candidate) -> candidate.getName().equals("accept") && is(candidate))
					.findFirst()
					.orElse(method);
			}
		}
		return method;
	}

	/**
	 * Return whether Spring's reactive method security can intercept a method.
	 */
	static boolean isReactive(Method method) {
		return Publisher.class.isAssignableFrom(method.getReturnType()) || KotlinDetector.isSuspendingFunction(method)
				|| method.getName().equals("accept");
	}

}
