package io.grest.ws.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Annotation for a method, or a class whose methods all, may run at the same time as
 * other calls of its connection. Without it the calls of a connection begin in the order
 * of arrival, one at a time until the method returns. On a method of the class that
 * implements the interface of a contract, or of the interface.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface Concurrent {

}
