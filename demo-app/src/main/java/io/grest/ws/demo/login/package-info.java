/**
 * Authentication: a token over HTTP, checked in the handshake of the WebSocket.
 */
@NullMarked
package io.grest.ws.demo.login;

import org.jspecify.annotations.NullMarked;
