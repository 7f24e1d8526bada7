/**
 * Calls in both directions: prepared methods of a contract, and unfinished calls.
 */
@NullMarked
package io.grest.ws.internal.call;

import org.jspecify.annotations.NullMarked;
