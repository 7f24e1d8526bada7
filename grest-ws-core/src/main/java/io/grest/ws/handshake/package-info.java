/**
 * Handshake interceptors, and the handshake as each side sees it.
 */
@NullMarked
package io.grest.ws.handshake;

import org.jspecify.annotations.NullMarked;
