/**
 * Slices of Spring Boot applications that have typed WebSocket APIs.
 */
@NullMarked
package io.grest.ws.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
