/**
 * Observations of handshakes and calls, by Micrometer: names, keys and what of them a
 * user may replace. Optional: needs {@code io.micrometer:micrometer-observation}.
 */
@NullMarked
package io.grest.ws.micrometer;

import org.jspecify.annotations.NullMarked;
