package io.grest.ws.internal.call;

/**
 * Handler that takes the place of another one in a test, so that the rules of its methods
 * do not apply.
 *
 * @since 0.1.0
 */
public interface UnguardedHandler {

}
