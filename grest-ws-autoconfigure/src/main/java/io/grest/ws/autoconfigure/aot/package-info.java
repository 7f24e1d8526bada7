/**
 * What native images have to know of contracts, found ahead of time.
 */
@NullMarked
package io.grest.ws.autoconfigure.aot;

import org.jspecify.annotations.NullMarked;
