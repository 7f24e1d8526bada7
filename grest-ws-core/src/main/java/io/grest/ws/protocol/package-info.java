/**
 * Wire protocol: frames, payloads, results and close codes, as bytes.
 */
@NullMarked
package io.grest.ws.protocol;

import org.jspecify.annotations.NullMarked;
