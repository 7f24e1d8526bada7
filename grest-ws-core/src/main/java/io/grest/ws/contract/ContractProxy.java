package io.grest.ws.contract;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * An interface of a contract, implemented by one function: each call of one of its
 * methods becomes a call of the {@link Caller}.
 *
 * @since 0.1.0
 */
public final class ContractProxy implements InvocationHandler {

	private final Caller caller;

	private final String description;

	private ContractProxy(Caller caller, String description) {
		this.caller = caller;
		this.description = description;
	}

	/**
	 * Implement an interface.
	 * @param type the interface
	 * @param caller carries out its methods
	 * @param description what {@code toString} says
	 * @param <T> the interface
	 * @return an implementation
	 */
	public static <T> T create(Class<T> type, Caller caller, String description) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				new ContractProxy(caller, description)));
	}

	/**
	 * Find the methods that a function names, by letting it call them. The function
	 * receives no payload, but a function in Kotlin may insist on one: then it receives
	 * an empty object of each type of payload until one fits.
	 * @param type the interface
	 * @param methods the methods of the interface
	 * @param call calls a method of the interface
	 * @param <T> the interface
	 * @return the methods that were called, in order, empty if none was
	 * @throws IllegalStateException if the function fails before it calls one
	 */
	public static <T> List<Method> named(Class<T> type, List<ContractMethod> methods,
			BiConsumer<T, @Nullable Object> call) {
		List<Method> named = new ArrayList<>();
		T recorder = create(type, (method, payload) -> {
			named.add(method);
			return null;
		}, "names methods of " + type.getSimpleName());
		RuntimeException fault = attempt(call, recorder, null);
		if (fault == null || !named.isEmpty()) {
			return named;
		}
		for (Class<?> payload : Placeholders.payloads(methods)) {
			Object placeholder = Placeholders.create(payload);
			if (placeholder != null && (attempt(call, recorder, placeholder) == null || !named.isEmpty())) {
				return named;
			}
		}
		throw new IllegalStateException("Cannot find the method of " + type.getSimpleName()
				+ " that is named: the function fails before it calls one, for there is no payload yet; name the method"
				+ " itself, such as " + type.getSimpleName() + "::"
				+ (methods.isEmpty() ? "..." : methods.get(0).name()), fault);
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
		return this.caller.call(method, (arguments != null) ? arguments[0] : null);
	}

	/**
	 * Carries out calls.
	 */
	@FunctionalInterface
	public interface Caller {

		/**
		 * Call a method.
		 * @param method a method of the interface
		 * @param payload its argument, or {@code null}
		 * @return what the method returns
		 */
		@Nullable Object call(Method method, @Nullable Object payload);

	}

}
