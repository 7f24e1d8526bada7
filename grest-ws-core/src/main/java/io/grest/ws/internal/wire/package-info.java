/**
 * Frames, dialects, payloads and results as bytes.
 */
@NullMarked
package io.grest.ws.internal.wire;

import org.jspecify.annotations.NullMarked;
