/**
 * Assertions on frames and connections.
 */
@NullMarked
package io.grest.ws.test.assertion;

import org.jspecify.annotations.NullMarked;
