/**
 * The bytes of a WebSocket of Reactor Netty, straight from and to its channel.
 */
@NullMarked
package io.grest.ws.internal.transport.netty;

import org.jspecify.annotations.NullMarked;
