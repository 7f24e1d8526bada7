/**
 * Handlers of the documentation that return a {@code Mono}: R2DBC and a
 * {@code WebClient}.
 */
package io.grest.ws.samples.reactive;
