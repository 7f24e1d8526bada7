/**
 * What an operator sees of contracts and connections.
 */
@NullMarked
package io.grest.ws.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
