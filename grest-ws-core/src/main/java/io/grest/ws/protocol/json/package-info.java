/**
 * What reading payloads asks of Jackson beyond its defaults. Internal.
 */
@NullMarked
package io.grest.ws.protocol.json;

import org.jspecify.annotations.NullMarked;
