/**
 * Server side of contracts: WebFlux endpoints, handlers and their connections.
 */
@NullMarked
package io.grest.ws.server;

import org.jspecify.annotations.NullMarked;
