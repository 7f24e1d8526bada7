/**
 * Contracts of WebSocket APIs: two interfaces with their methods, errors and path.
 */
@NullMarked
package io.grest.ws.contract;

import org.jspecify.annotations.NullMarked;
