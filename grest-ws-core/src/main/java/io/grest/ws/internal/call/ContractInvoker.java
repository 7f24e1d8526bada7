package io.grest.ws.internal.call;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.internal.reflect.StreamInput;
import io.grest.ws.internal.reflect.SuspendFunction;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Nullness;
import org.springframework.util.ReflectionUtils;

/**
 * Invoker of a method of a contract. A method that returns a {@code Mono} or a
 * {@code CompletionStage}, or a value that its interface says is never {@code null}, must
 * not return {@code null}.
 *
 * @param method the method
 * @param neverNull whether it must not return {@code null}
 * @since 0.1.0
 */
public record ContractInvoker(ContractMethod method, boolean neverNull) implements InboundMethod.Invoker {

	/**
	 * Create an invoker.
	 * @param method the method, a suspend function or not
	 * @return the invoker
	 */
	public static InboundMethod.Invoker of(ContractMethod method) {
		ReflectionUtils.makeAccessible(method.method());
		if (SuspendFunction.is(method.method())) {
			return SuspendFunction.of(method.method())::invoke;
		}
		boolean value = method.returnType() != void.class;
		return new ContractInvoker(method,
				value && (method.isReactive() || Nullness.forMethodReturnType(method.method()) == Nullness.NON_NULL));
	}

	@Override
	public @Nullable Object invoke(Object implementation, @Nullable Object input) throws Throwable {
		Method target = this.method.method();
		Object result;
		try {
			result = target.invoke(implementation, StreamInput.arguments(target, input));
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
		if (result == null && this.neverNull) {
			throw new IllegalStateException(
					target.getName() + " of " + implementation.getClass().getName() + " returned null: " + remedy());
		}
		return result;
	}

	private String remedy() {
		return this.method.isReactive()
				? "return a " + this.method.returnType().getSimpleName() + ", an empty one for an answer without data"
				: "return a value, or declare in the contract that the result is @Nullable";
	}

}
