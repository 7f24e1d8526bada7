package io.grest.ws.contract;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A method of a contract, read once.
 *
 * @param path what frames call it, {@code ContractName.methodName}
 * @param method the interface method
 * @param mode whether it is answered
 * @param inputType the type of its payload, or {@code null} if it has none
 * @param resultType the type of its answer, or {@code null} if it is fire-and-forget
 * @param errors the errors that it may answer, the standard ones included, by type
 * @since 0.1.0
 */
public record ContractMethod(String path, Method method, Mode mode, @Nullable Type inputType, @Nullable Type resultType,
		Map<String, ContractError> errors) {

	/**
	 * The method's name.
	 * @return the name
	 */
	public String name() {
		return this.method.getName();
	}

	/**
	 * Whether the interface method returns a {@code Mono}, which a caller subscribes to,
	 * rather than {@code void}.
	 * @return {@code true} for {@code Mono<T>} and {@code Mono<Void>}
	 */
	public boolean isReactive() {
		return this.method.getReturnType() != void.class;
	}

	/**
	 * Whether the method is answered.
	 */
	public enum Mode {

		/**
		 * A call that is answered once: the method returns {@code Mono<T>}.
		 */
		REQUEST_RESPONSE,

		/**
		 * A message that is never answered: the method returns {@code void} or
		 * {@code Mono<Void>}.
		 */
		FIRE_AND_FORGET

	}

}
