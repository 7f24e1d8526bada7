/**
 * Actuator endpoint and health of contracts and connections.
 */
@NullMarked
package io.grest.ws.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
