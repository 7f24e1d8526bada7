/**
 * Measurements: what a call costs, here and elsewhere.
 */
@NullMarked
package io.grest.ws.benchmarks;

import org.jspecify.annotations.NullMarked;
