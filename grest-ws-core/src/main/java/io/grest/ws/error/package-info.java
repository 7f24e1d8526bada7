/**
 * The errors that may cross the wire, and what of them does.
 */
@NullMarked
package io.grest.ws.error;

import org.jspecify.annotations.NullMarked;
