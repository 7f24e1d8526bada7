/**
 * Micrometer observations of handshakes and calls, with their names, keys and replaceable
 * conventions. Optional; requires {@code io.micrometer:micrometer-observation}.
 */
@NullMarked
package io.grest.ws.micrometer;

import org.jspecify.annotations.NullMarked;
