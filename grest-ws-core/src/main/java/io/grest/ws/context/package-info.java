/**
 * Typed values that belong to one connection, readable wherever its code runs.
 */
@NullMarked
package io.grest.ws.context;

import org.jspecify.annotations.NullMarked;
