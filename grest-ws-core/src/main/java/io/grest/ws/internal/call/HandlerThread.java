package io.grest.ws.internal.call;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;

import io.grest.ws.contract.Blocking;
import io.grest.ws.contract.Concurrent;
import io.grest.ws.contract.NonBlocking;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Thread that a method of a handler runs on.
 *
 * @param blocks whether it runs on the executor of methods that block
 * @param interruptible whether it is interrupted there when its caller leaves
 * @param concurrent whether it may run beside other calls of its connection
 * @since 0.1.0
 */
public record HandlerThread(boolean blocks, boolean interruptible, boolean concurrent) {

	/**
	 * The thread that reads the connection, in turn.
	 */
	static final HandlerThread READING = new HandlerThread(false, false, false);

	/**
	 * Decide the thread of a method. What is on the method wins over what is on its
	 * class, and both over the default.
	 * @param method the method of the interface
	 * @param type the class that implements it, not one of a proxy
	 * @param byDefault whether it blocks without an annotation
	 * @return the thread
	 * @throws IllegalStateException if annotations contradict each other
	 */
	public static HandlerThread of(Method method, Class<?> type, boolean byDefault) {
		Method implemented = ClassUtils.getMostSpecificMethod(method, type);
		AnnotatedElement decisive = (has(implemented, Blocking.class) || has(implemented, NonBlocking.class))
				? implemented : type;
		boolean blocking = has(decisive, Blocking.class);
		boolean nonBlocking = has(decisive, NonBlocking.class);
		boolean contradict = blocking && nonBlocking;
		Assert.state(!contradict, () -> implemented.getName() + " of " + type.getName()
				+ " is both @Blocking and @NonBlocking: remove one of the annotations");
		return new HandlerThread(blocking || (byDefault && !nonBlocking), blocking && isInterruptible(decisive),
				has(implemented, Concurrent.class) || has(type, Concurrent.class));
	}

	private static boolean has(AnnotatedElement element, Class<? extends Annotation> annotation) {
		return AnnotatedElementUtils.hasAnnotation(element, annotation);
	}

	private static boolean isInterruptible(AnnotatedElement element) {
		Blocking blocking = AnnotatedElementUtils.findMergedAnnotation(element, Blocking.class);
		return blocking != null && blocking.interruptible();
	}

}
