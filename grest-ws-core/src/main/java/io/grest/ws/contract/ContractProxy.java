package io.grest.ws.contract;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

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
