package io.grest.ws.contract;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;

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
 * @param inputItemType the type of the items of the stream that it takes, or {@code null}
 * if it takes none
 * @param resultType the type of the data of its answer, or of the items of its stream;
 * {@code null} if it is fire-and-forget or answered without data
 * @param errors the errors that it may answer, by type, including the standard ones
 * @since 0.1.0
 */
public record ContractMethod(String path, Method method, Mode mode, Class<?> returnType, @Nullable Type inputType,
		@Nullable Type inputItemType, @Nullable Type resultType, Map<String, ContractError> errors) {

	/**
	 * Return the method's name.
	 * @return the name
	 */
	public String name() {
		return this.method.getName();
	}

	/**
	 * Return whether the interface method returns a {@code Mono}, a
	 * {@code CompletionStage} or a stream, which tells a caller how the call ended, or is
	 * a suspend function of Kotlin.
	 * @return {@code false} for {@code void} and values
	 */
	public boolean isReactive() {
		return ReturnTypes.isContainer(this.returnType) || this.mode == Mode.STREAM;
	}

	/**
	 * Return whether a call answers with a stream or takes one, for which both sides must
	 * support streams.
	 * @return {@code true} if there is a stream in either direction
	 */
	public boolean isStreaming() {
		return this.mode == Mode.STREAM || this.inputItemType != null;
	}

	/**
	 * Return whether a call is answered, by a value or by a stream.
	 * @return {@code false} for a message
	 */
	public boolean isAnswered() {
		return this.mode != Mode.FIRE_AND_FORGET;
	}

	/**
	 * Return whether a client may make a call again whose connection was lost.
	 * @return {@code true} if the method is annotated with {@link Idempotent @Idempotent}
	 */
	public boolean isIdempotent() {
		return this.method.isAnnotationPresent(Idempotent.class);
	}

	/**
	 * Return the component of the input that says after which item the stream begins, by
	 * which a client goes on with it on its next connection.
	 * @return the name of the component that is annotated with {@link After @After}, or
	 * empty
	 */
	public Optional<String> after() {
		return AfterReader.find(this.inputType).stream().map(RecordComponent::getName).findFirst();
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
		 * A call that receives a stream of items and then its end: the method returns a
		 * {@code Flux}, or a {@code Flow} of Kotlin.
		 */
		STREAM,

		/**
		 * A message that is never answered: the method returns {@code void}, or is
		 * annotated with {@link OneWay @OneWay}, or its dialect has no answers.
		 */
		FIRE_AND_FORGET

	}

}
