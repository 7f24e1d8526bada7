/**
 * Support for testing typed WebSocket APIs.
 */
@NullMarked
package io.grest.ws.test;

import org.jspecify.annotations.NullMarked;
