/**
 * Test slices of Spring Boot applications with typed WebSocket APIs.
 */
@NullMarked
package io.grest.ws.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
