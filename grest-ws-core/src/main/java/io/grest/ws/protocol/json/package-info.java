/**
 * Extensions of Jackson to read payloads. Internal.
 */
@NullMarked
package io.grest.ws.protocol.json;

import org.jspecify.annotations.NullMarked;
