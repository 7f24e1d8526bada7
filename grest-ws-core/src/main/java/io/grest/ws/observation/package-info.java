/**
 * Metrics and observations of connections, handshakes and calls.
 */
@NullMarked
package io.grest.ws.observation;

import org.jspecify.annotations.NullMarked;
