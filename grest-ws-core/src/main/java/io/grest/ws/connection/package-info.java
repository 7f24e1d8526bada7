/**
 * A connection, the same on both sides: life cycle, dispatch, calls and their answers.
 */
@NullMarked
package io.grest.ws.connection;

import org.jspecify.annotations.NullMarked;
