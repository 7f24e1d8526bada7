package io.grest.ws.internal.call;

import java.util.List;

import io.grest.ws.contract.ContractMethod;

import org.springframework.core.DecoratingProxy;
import org.springframework.util.ClassUtils;

/**
 * Class of a handler, which says where its methods run.
 *
 * @since 0.1.0
 */
public final class HandlerClass {

	private HandlerClass() {
	}

	/**
	 * Return the class that a user wrote.
	 * @param handler a handler, or a proxy of one
	 * @param isNeverCalled whether it has no methods to call
	 * @return the class
	 * @throws IllegalStateException if it has annotations that Spring would ignore, or a
	 * native image does not show them
	 */
	static Class<?> of(Object handler, boolean isNeverCalled) {
		if (handler instanceof ForwardingHandler forwarding) {
			return of(forwarding.forwardedTo(), isNeverCalled);
		}
		if (handler instanceof DecoratingProxy proxy) {
			return ClassUtils.getUserClass(proxy.getDecoratedClass());
		}
		if (!isNeverCalled) {
			UnseenHandlers.refuse(handler.getClass());
		}
		IgnoredAnnotations.refuse(handler.getClass());
		return ClassUtils.getUserClass(handler.getClass());
	}

	/**
	 * Check the class of a handler.
	 * @param handler a handler, or a proxy of one
	 * @param methods the methods that it implements
	 * @throws IllegalStateException if it cannot be a handler, with the remedy
	 */
	public static void check(Object handler, List<ContractMethod> methods) {
		Class<?> type = of(handler, methods.isEmpty());
		methods.forEach((method) -> HandlerThread.of(method.method(), type, true));
	}

}
