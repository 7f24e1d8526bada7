/**
 * Errors that may cross the wire.
 */
@NullMarked
package io.grest.ws.error;

import org.jspecify.annotations.NullMarked;
