package io.grest.ws.internal.call;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.grest.ws.internal.reflect.ContractProxy;
import io.grest.ws.internal.reflect.ReturnTypes;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Call that a function makes, without making it.
 *
 * @param method the method of the interface
 * @param payload the payload, or {@code null} for none
 * @since 0.1.0
 */
public record NamedCall(Method method, @Nullable Object payload) {

	/**
	 * Find the call that a function makes.
	 * @param type the interface
	 * @param call the function, which calls one method that returns a value or
	 * {@code void}
	 * @param <R> the interface
	 * @return the call
	 * @throws IllegalStateException if it calls none, several, or one that tells its
	 * outcome itself
	 */
	public static <R> NamedCall of(Class<R> type, Function<R, ? extends @Nullable Object> call) {
		NamedCall found = ofAny(type, call);
		Assert.state(!ReturnTypes.isReactive(found.method()), () -> found.method().getName() + " of "
				+ type.getSimpleName() + " tells its outcome itself: call it on remote()");
		return found;
	}

	/**
	 * Find the call that a function makes, of a method that may return anything. The
	 * function receives {@code null} for what is no primitive.
	 * @param type the interface
	 * @param call the function, which calls one method
	 * @param <R> the interface
	 * @return the call
	 * @throws IllegalStateException if it calls none, or several
	 */
	public static <R> NamedCall ofAny(Class<R> type, Function<R, ? extends @Nullable Object> call) {
		AtomicReference<NamedCall> named = new AtomicReference<>();
		call.apply(ContractProxy.create(type, (method, payload) -> {
			Assert.state(named.compareAndSet(null, new NamedCall(method, payload)),
					() -> "Call one method of " + type.getSimpleName() + ": " + method.getName() + " is the second");
			return method.getReturnType().isPrimitive() && method.getReturnType() != void.class
					? Array.get(Array.newInstance(method.getReturnType(), 1), 0) : null;
		}, "names a call of " + type.getSimpleName()));
		NamedCall found = named.get();
		Assert.state(found != null, () -> "No method of " + type.getSimpleName() + " was called");
		return found;
	}

}
