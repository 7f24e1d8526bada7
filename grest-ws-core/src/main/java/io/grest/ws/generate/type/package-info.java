/**
 * The type model: Java types as Jackson writes and reads them, in terms of TypeScript.
 */
@NullMarked
package io.grest.ws.generate.type;

import org.jspecify.annotations.NullMarked;
