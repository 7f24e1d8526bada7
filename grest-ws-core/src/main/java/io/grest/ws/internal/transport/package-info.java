/**
 * Transports of WebSocket sessions, inbound and outbound, with a limit in each direction.
 */
@NullMarked
package io.grest.ws.internal.transport;

import org.jspecify.annotations.NullMarked;
