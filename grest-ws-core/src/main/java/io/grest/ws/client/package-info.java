/**
 * Connections to a server of a contract: a pool, and clients of one connection.
 */
@NullMarked
package io.grest.ws.client;

import org.jspecify.annotations.NullMarked;
