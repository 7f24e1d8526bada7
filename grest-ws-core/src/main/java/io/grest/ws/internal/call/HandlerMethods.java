package io.grest.ws.internal.call;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

import io.grest.ws.contract.Blocking;
import io.grest.ws.contract.Concurrent;
import io.grest.ws.contract.NonBlocking;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * Methods of a contract as one class implements them, and where each of them runs.
 *
 * @param byPath the methods by path
 * @param needLane whether calls of a connection wait for each other
 */
record HandlerMethods(Map<String, InboundMethod> byPath, boolean needLane) {

	/**
	 * Read the annotations of a class.
	 * @param methods the methods of the contract, by path
	 * @param handler the class that implements them
	 * @return the methods
	 * @throws IllegalStateException if annotations contradict each other, or would be
	 * ignored
	 */
	static HandlerMethods of(Map<String, InboundMethod> methods, Class<?> handler) {
		IgnoredAnnotations.refuse(handler);
		Class<?> type = ClassUtils.getUserClass(handler);
		Map<String, InboundMethod> byPath = new HashMap<>();
		boolean needLane = false;
		for (InboundMethod method : methods.values()) {
			boolean blocks = blocks(method, type);
			needLane |= blocks;
			byPath.put(method.path(), method.running(blocks, isConcurrent(method, type)));
		}
		return new HandlerMethods(byPath, needLane);
	}

	private static boolean blocks(InboundMethod method, Class<?> type) {
		Method declared = method.declared();
		if (declared == null) {
			return false;
		}
		Method implemented = ClassUtils.getMostSpecificMethod(declared, type);
		boolean blocking = AnnotatedElementUtils.hasAnnotation(implemented, Blocking.class);
		boolean nonBlocking = AnnotatedElementUtils.hasAnnotation(implemented, NonBlocking.class);
		if (!blocking && !nonBlocking) {
			blocking = AnnotatedElementUtils.hasAnnotation(type, Blocking.class);
			nonBlocking = AnnotatedElementUtils.hasAnnotation(type, NonBlocking.class);
		}
		if (blocking && nonBlocking) {
			throw new IllegalStateException(implemented.getName() + " of " + type.getName()
					+ " is both @Blocking and @NonBlocking: remove one of the annotations");
		}
		boolean returnsValue = declared.getReturnType() != void.class && !ReturnAdapter.isReactive(declared);
		return blocking || (returnsValue && !nonBlocking);
	}

	private static boolean isConcurrent(InboundMethod method, Class<?> type) {
		Method declared = method.declared();
		return declared != null
				&& (AnnotatedElementUtils.hasAnnotation(ClassUtils.getMostSpecificMethod(declared, type),
						Concurrent.class) || AnnotatedElementUtils.hasAnnotation(type, Concurrent.class));
	}

}
