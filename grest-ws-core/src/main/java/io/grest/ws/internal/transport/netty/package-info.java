/**
 * Transport of a WebSocket of Reactor Netty, directly on its channel.
 */
@NullMarked
package io.grest.ws.internal.transport.netty;

import org.jspecify.annotations.NullMarked;
