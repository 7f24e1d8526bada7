package io.grest.ws.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Annotation for a method, or a class whose methods all, block the thread: they run on
 * the executor of blocking handlers, in the order of arrival. Methods that return
 * {@code void} or a value do so without it. On a method of the class that implements the
 * interface of a contract, or of the interface; what is on a method wins over what is on
 * its class.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface Blocking {

	/**
	 * Return whether the thread is interrupted when the caller of a request leaves before
	 * the method returns. By default the method goes on and its result is discarded,
	 * since an interrupt may close what other calls share: a virtual thread that waits
	 * for a socket loses its connection to a database, a {@code FileChannel} closes for
	 * all of its users. A message has no caller that waits, so it is never interrupted.
	 * @return {@code false} by default
	 */
	boolean interruptible() default false;

}
