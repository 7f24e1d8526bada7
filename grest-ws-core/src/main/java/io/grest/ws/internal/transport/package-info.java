/**
 * The bytes of one WebSocket session, in and out, with a limit on either way.
 */
@NullMarked
package io.grest.ws.internal.transport;

import org.jspecify.annotations.NullMarked;
