/**
 * The conformance cases of the protocol, and the command that runs them over real sockets
 * against a server or a client in any language. Nothing here is shared with what is
 * tested.
 */
@NullMarked
package io.grest.ws.conformance;

import org.jspecify.annotations.NullMarked;
