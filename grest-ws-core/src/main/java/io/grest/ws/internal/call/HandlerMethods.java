package io.grest.ws.internal.call;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

import io.grest.ws.contract.Blocking;
import io.grest.ws.contract.Concurrent;
import io.grest.ws.contract.ContractMethod;
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
	 * @param type the class that implements them, not one of a proxy
	 * @return the methods
	 * @throws IllegalStateException if annotations contradict each other
	 */
	static HandlerMethods of(Map<String, InboundMethod> methods, Class<?> type) {
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
		ContractMethod declared = method.declared();
		if (declared == null) {
			return false;
		}
		Method implemented = ClassUtils.getMostSpecificMethod(declared.method(), type);
		boolean blocking = has(implemented, Blocking.class);
		boolean nonBlocking = has(implemented, NonBlocking.class);
		if (!blocking && !nonBlocking) {
			blocking = has(type, Blocking.class);
			nonBlocking = has(type, NonBlocking.class);
		}
		if (blocking && nonBlocking) {
			throw new IllegalStateException(implemented.getName() + " of " + type.getName()
					+ " is both @Blocking and @NonBlocking: remove one of the annotations");
		}
		boolean returnsValue = declared.returnType() != void.class && !declared.isReactive();
		return blocking || (returnsValue && !nonBlocking);
	}

	private static boolean isConcurrent(InboundMethod method, Class<?> type) {
		ContractMethod declared = method.declared();
		return declared != null && (has(ClassUtils.getMostSpecificMethod(declared.method(), type), Concurrent.class)
				|| has(type, Concurrent.class));
	}

	private static boolean has(AnnotatedElement element, Class<? extends Annotation> annotation) {
		return AnnotatedElementUtils.hasAnnotation(element, annotation);
	}

}
