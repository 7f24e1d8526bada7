/**
 * Readers of the type model from Java types, as Jackson writes and reads them.
 */
@NullMarked
package io.grest.ws.internal.generate.type;

import org.jspecify.annotations.NullMarked;
