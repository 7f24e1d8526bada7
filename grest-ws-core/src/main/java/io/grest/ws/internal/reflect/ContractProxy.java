package io.grest.ws.internal.reflect;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.util.ObjectUtils;

/**
 * Proxy of an interface of a contract: each call of a method becomes a call of the
 * {@link Caller}.
 *
 * @since 0.1.0
 */
public class ContractProxy implements InvocationHandler {

	private final Caller caller;

	private final String description;

	private ContractProxy(Caller caller, String description) {
		this.caller = caller;
		this.description = description;
	}

	/**
	 * Create an implementation of an interface.
	 * @param type the interface
	 * @param caller the target of the calls
	 * @param description the result of {@code toString}
	 * @param markers interfaces without methods that the implementation has as well
	 * @param <T> the interface
	 * @return an implementation
	 */
	public static <T> T create(Class<T> type, Caller caller, String description, Class<?>... markers) {
		Map<Method, SuspendFunction> suspending = SuspendFunction.in(type);
		Set<Method> streaming = StreamInput.in(type);
		ContractProxy proxy = (suspending.isEmpty() && streaming.isEmpty()) ? new ContractProxy(caller, description)
				: new Shaping(caller, description, suspending, streaming);
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), ObjectUtils.addObjectToArray(markers, type), proxy));
	}

	/**
	 * Find the methods that a function calls. The function receives {@code null} as the
	 * payload. If a Kotlin function refuses that, it receives an empty object of each
	 * payload type until one fits.
	 * @param type the interface
	 * @param call the function, which calls a method of the interface
	 * @param <T> the interface
	 * @return the methods that were called, in order; empty if there were none
	 * @throws IllegalStateException if the function fails before it calls one
	 */
	public static <T> List<Method> named(Class<T> type, BiConsumer<T, @Nullable Object> call) {
		List<Method> named = new ArrayList<>();
		T recorder = create(type, (method, payload) -> {
			named.add(method);
			return null;
		}, "names methods of " + type.getSimpleName());
		RuntimeException fault = attempt(call, recorder, null);
		if (fault == null || !named.isEmpty()) {
			return named;
		}
		for (Class<?> payload : payloads(type)) {
			Object placeholder = Placeholders.create(payload);
			if (placeholder != null && (attempt(call, recorder, placeholder) == null || !named.isEmpty())) {
				return named;
			}
		}
		throw new IllegalStateException("Cannot find the named method of " + type.getSimpleName()
				+ ": the function fails before it calls one, as there is no payload yet; name the method"
				+ " itself, such as " + type.getSimpleName() + "::"
				+ declared(type).map(Method::getName).findFirst().orElse("..."), fault);
	}

	private static <T> @Nullable RuntimeException attempt(BiConsumer<T, @Nullable Object> call, T recorder,
			@Nullable Object payload) {
		try {
			call.accept(recorder, payload);
			return null;
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

	private static Set<Class<?>> payloads(Class<?> type) {
		return declared(type).filter((method) -> SuspendFunction.inputCount(method) > 0)
			.map((method) -> method.getParameterTypes()[0])
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private static Stream<Method> declared(Class<?> type) {
		return Arrays.stream(type.getMethods())
			.filter((method) -> Modifier.isAbstract(method.getModifiers()))
			.sorted(Comparator.comparing(Method::getName));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
		if (method.getDeclaringClass() == Object.class) {
			return switch (method.getName()) {
				case "equals" -> arguments != null && proxy == arguments[0];
				case "hashCode" -> System.identityHashCode(proxy);
				default -> this.description;
			};
		}
		if (method.isDefault()) {
			return InvocationHandler.invokeDefault(proxy, method, arguments);
		}
		return call(method, arguments);
	}

	@Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
		Object result = this.caller.call(method, (arguments != null) ? arguments[0] : null);
		return (result instanceof Flux<?> items) ? ReturnTypes.fromFlux(items, method.getReturnType()) : result;
	}

	/**
	 * Proxy of an interface with suspend functions, for which the caller returns a
	 * {@code Mono}, or with methods that take a stream, which is part of the input.
	 */
	private static final class Shaping extends ContractProxy {

		private final Map<Method, SuspendFunction> functions;

		private final Set<Method> streaming;

		private Shaping(Caller caller, String description, Map<Method, SuspendFunction> functions,
				Set<Method> streaming) {
			super(caller, description);
			this.functions = functions;
			this.streaming = streaming;
		}

		@Override
		@Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
			SuspendFunction function = this.functions.get(method);
			if (function == null || arguments == null) {
				return super.call(method, input(method, arguments));
			}
			int last = arguments.length - 1;
			Object result = super.call(method, (last > 0) ? input(method, Arrays.copyOf(arguments, last)) : null);
			return (result instanceof Mono<?> answer) ? function.await(answer, arguments[last]) : result;
		}

		private Object @Nullable [] input(Method method, Object @Nullable [] arguments) {
			return (arguments != null && this.streaming.contains(method)) ? new Object[] { StreamInput.of(arguments) }
					: arguments;
		}

	}

	/**
	 * Target of the calls of a proxy.
	 */
	@FunctionalInterface
	public interface Caller {

		/**
		 * Call a method.
		 * @param method a method of the interface
		 * @param payload the method's argument, or {@code null} for none; a
		 * {@link StreamInput} for a method that takes a stream
		 * @return what the method returns; for a suspend function a {@code Mono} of that,
		 * for a {@code Flow} a {@code Flux}
		 */
		@Nullable Object call(Method method, @Nullable Object payload) throws Throwable;

	}

}
