/**
 * Contracts and their handlers as WebFlux endpoints.
 */
@NullMarked
package io.grest.ws.server;

import org.jspecify.annotations.NullMarked;
