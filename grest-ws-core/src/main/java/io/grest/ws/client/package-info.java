/**
 * Client side of a contract: a pool of connections, and clients that maintain one
 * connection each.
 */
@NullMarked
package io.grest.ws.client;

import org.jspecify.annotations.NullMarked;
