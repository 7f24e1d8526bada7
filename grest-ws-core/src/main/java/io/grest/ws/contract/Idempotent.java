package io.grest.ws.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Annotation for an answered method of a contract that may run more than once for one
 * call. If the connection of a {@link io.grest.ws.client.SocketClient} is lost while it
 * waits for the answer, and its session does not go on, the client makes the call again
 * on its next connection, within the request timeout of the call, whether the call
 * {@linkplain io.grest.ws.error.ConnectionClosedException#mayHaveRun() may have run} or
 * not. Without it such a call fails.
 *
 * <p>
 * On a method of the interface of a contract, except messages and methods with streams.
 * It makes no call idempotent: that is up to the handler.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Idempotent {

}
