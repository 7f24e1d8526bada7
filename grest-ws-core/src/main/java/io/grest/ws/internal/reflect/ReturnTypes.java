package io.grest.ws.internal.reflect;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import reactor.core.publisher.Mono;

/**
 * Return types of methods of contracts: those that contain a value that is there later,
 * and tell how the call ended. All others are the value itself, or {@code void}.
 *
 * @since 0.1.0
 */
public final class ReturnTypes {

	private static final Set<Class<?>> CONTAINERS = Set.of(Mono.class, CompletionStage.class, CompletableFuture.class);

	private ReturnTypes() {
	}

	/**
	 * Return whether a type contains a value that is there later.
	 * @param type the class that a method returns
	 * @return {@code true} for a {@code Mono} and a {@code CompletionStage}
	 */
	public static boolean isContainer(Class<?> type) {
		return CONTAINERS.contains(type);
	}

	/**
	 * Return whether a method returns a container.
	 * @param method a method of a contract
	 * @return {@code false} for {@code void} and values
	 */
	public static boolean isReactive(Method method) {
		return isContainer(method.getReturnType());
	}

}
