/**
 * Engine that carries topics between nodes by Redis, and its auto-configuration.
 */
@NullMarked
package io.grest.ws.redis;

import org.jspecify.annotations.NullMarked;
