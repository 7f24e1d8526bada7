/**
 * Logs of connections and of frames, with sensitive values masked.
 */
@NullMarked
package io.grest.ws.internal.log;

import org.jspecify.annotations.NullMarked;
