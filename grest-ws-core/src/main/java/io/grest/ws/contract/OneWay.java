package io.grest.ws.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Annotation for a method of a contract that returns {@code Mono<Void>} or
 * {@code CompletionStage<Void>} and is a message: it is never answered, the caller's
 * {@code Mono} completes once the message is queued, and errors of the handler do not
 * reach the caller.
 *
 * <p>
 * Without it such a method is answered when its handler has ended. A {@code void} method
 * is a message in any case.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OneWay {

}
