/**
 * Calls in both directions: the methods of a contract made ready, and what of them is
 * unfinished.
 */
@NullMarked
package io.grest.ws.internal.call;

import org.jspecify.annotations.NullMarked;
