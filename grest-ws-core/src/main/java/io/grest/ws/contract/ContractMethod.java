package io.grest.ws.contract;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Map;

import io.grest.ws.internal.reflect.ReturnTypes;
import org.jspecify.annotations.Nullable;

/**
 * Method of a contract, read once.
 *
 * @param path the name of the method in frames, {@code ContractName.methodName}
 * @param method the interface method
 * @param mode whether a call receives an answer
 * @param returnType the class that it returns, also where the interface declares a type
 * variable; {@code Mono} for a suspend function of Kotlin
 * @param inputType the type of its payload, or {@code null} if it has none
 * @param resultType the type of the data of its answer, or {@code null} if it is
 * fire-and-forget or answered without data
 * @param errors the errors that it may answer, by type, including the standard ones
 * @since 0.1.0
 */
public record ContractMethod(String path, Method method, Mode mode, Class<?> returnType, @Nullable Type inputType,
		@Nullable Type resultType, Map<String, ContractError> errors) {

	/**
	 * Return the method's name.
	 * @return the name
	 */
	public String name() {
		return this.method.getName();
	}

	/**
	 * Return whether the interface method returns a {@code Mono} or a
	 * {@code CompletionStage}, which tells a caller how the call ended, or is a suspend
	 * function of Kotlin.
	 * @return {@code false} for {@code void} and values
	 */
	public boolean isReactive() {
		return ReturnTypes.isContainer(this.returnType);
	}

	/**
	 * Modes of a method.
	 */
	public enum Mode {

		/**
		 * A call that receives one answer: the method returns a value, a {@code Mono} or
		 * a {@code CompletionStage}, is a suspend function of Kotlin, or is annotated
		 * with {@link Acknowledged @Acknowledged}.
		 */
		REQUEST_RESPONSE,

		/**
		 * A message that is never answered: the method returns {@code void}, or is
		 * annotated with {@link OneWay @OneWay}, or its dialect has no answers.
		 */
		FIRE_AND_FORGET

	}

}
