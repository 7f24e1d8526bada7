/**
 * Generator of TypeScript and JavaScript clients from contracts.
 */
@NullMarked
package io.grest.ws.generate;

import org.jspecify.annotations.NullMarked;
