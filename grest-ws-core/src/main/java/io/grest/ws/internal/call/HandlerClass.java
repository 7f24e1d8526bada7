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
	 * @param secured whether annotations of security are enforced
	 * @return the class
	 * @throws IllegalStateException if it has annotations that would be ignored, or a
	 * native image does not show them
	 */
	static Class<?> of(Object handler, boolean isNeverCalled, boolean secured) {
		if (handler instanceof ForwardingHandler forwarding) {
			return of(forwarding.forwardedTo(), isNeverCalled, secured);
		}
		Class<?> type = (handler instanceof DecoratingProxy proxy) ? proxy.getDecoratedClass() : handler.getClass();
		if (type == handler.getClass()) {
			if (!isNeverCalled) {
				UnseenHandlers.refuse(type);
			}
			IgnoredAnnotations.refuse(type);
		}
		Class<?> written = ClassUtils.getUserClass(type);
		if (!secured) {
			IgnoredAnnotations.refuseSecurity(written);
		}
		return written;
	}

	/**
	 * Check the class of a client's handler.
	 * @param handler a handler, or a proxy of one
	 * @param methods the methods that it implements
	 * @throws IllegalStateException if it cannot be a handler, with the remedy
	 */
	public static void check(Object handler, List<ContractMethod> methods) {
		Class<?> type = of(handler, methods.isEmpty(), false);
		methods.forEach((method) -> HandlerThread.of(method.method(), type, true));
	}

	/**
	 * Check a class or an interface that must not ask for security, as there is none.
	 * @param type the class, not one of a proxy
	 * @throws IllegalStateException if it does, with the place and the remedy
	 */
	public static void checkOpen(Class<?> type) {
		IgnoredAnnotations.refuseSecurity(type);
	}

}
