/**
 * Two interfaces read once: the methods, modes, errors and path of a WebSocket API.
 */
@NullMarked
package io.grest.ws.contract;

import org.jspecify.annotations.NullMarked;
