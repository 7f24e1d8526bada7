/**
 * What runs before a server is ready, so that its code is compiled when clients return.
 */
@NullMarked
package io.grest.ws.autoconfigure.warmup;

import org.jspecify.annotations.NullMarked;
