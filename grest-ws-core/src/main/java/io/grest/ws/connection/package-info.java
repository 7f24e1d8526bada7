/**
 * Connections, the same on both sides: life cycle, calls and groups.
 */
@NullMarked
package io.grest.ws.connection;

import org.jspecify.annotations.NullMarked;
