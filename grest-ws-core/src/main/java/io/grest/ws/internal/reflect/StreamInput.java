package io.grest.ws.internal.reflect;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Input of a method that takes a stream: its payload, if it has one, and the items. Takes
 * the place of the payload wherever a call is passed on.
 *
 * @param payload the payload, or {@code null} for none
 * @param items the items, to be subscribed to once
 * @since 0.1.0
 */
public record StreamInput(@Nullable Object payload, Flux<?> items) {

	private static final ClassValue<Set<Method>> BY_INTERFACE = new ClassValue<>() {

		@Override
		protected Set<Method> computeValue(Class<?> type) {
			return Arrays.stream(type.getMethods())
				.filter((method) -> parameter(method) != null)
				.collect(Collectors.toUnmodifiableSet());
		}

	};

	/**
	 * Return the methods of an interface that take a stream.
	 * @param type the interface
	 * @return the methods
	 */
	static Set<Method> in(Class<?> type) {
		return BY_INTERFACE.get(type);
	}

	/**
	 * Return the class of the stream that a method takes.
	 * @param method a method of a contract
	 * @return the class of its last parameter, or {@code null} if that is no stream
	 */
	public static @Nullable Class<?> parameter(Method method) {
		int count = SuspendFunction.inputCount(method);
		Class<?> last = (count > 0) ? method.getParameterTypes()[count - 1] : null;
		return (last != null && ReturnTypes.isStream(last)) ? last : null;
	}

	/**
	 * Return the input of a call.
	 * @param arguments the arguments, of which the stream is the last
	 */
	static StreamInput of(@Nullable Object[] arguments) {
		Object stream = arguments[arguments.length - 1];
		Flux<?> items = (stream != null) ? ReturnTypes.toFlux(stream)
				: Flux.error(() -> new NullPointerException("The stream of a call is null: pass an empty one"));
		return new StreamInput((arguments.length > 1) ? arguments[0] : null, items);
	}

	/**
	 * Return the arguments of a method.
	 * @param method the method
	 * @param input the input of the call, {@code null} for none
	 * @return the arguments, without the continuation of a suspend function
	 */
	public static @Nullable Object[] arguments(Method method, @Nullable Object input) {
		int count = SuspendFunction.inputCount(method);
		if (!(input instanceof StreamInput taken)) {
			return (count > 0) ? new Object[] { input } : new Object[0];
		}
		Object stream = ReturnTypes.fromFlux(taken.items, method.getParameterTypes()[count - 1]);
		return (count > 1) ? new Object[] { taken.payload, stream } : new Object[] { stream };
	}

}
