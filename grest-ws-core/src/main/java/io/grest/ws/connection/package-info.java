/**
 * Connections and groups as users see them, and their options.
 */
@NullMarked
package io.grest.ws.connection;

import org.jspecify.annotations.NullMarked;
