/**
 * Descriptions of contracts, which are committed beside the code, and what a change of a
 * contract breaks.
 */
@NullMarked
package io.grest.ws.generate.snapshot;

import org.jspecify.annotations.NullMarked;
