/**
 * Typed values of a connection, available to all code that runs for it.
 */
@NullMarked
package io.grest.ws.context;

import org.jspecify.annotations.NullMarked;
