/**
 * Measurements: what a call costs, here and elsewhere. What all of them have in common:
 * the work that a call does.
 */
@NullMarked
package io.grest.ws.benchmarks;

import org.jspecify.annotations.NullMarked;
