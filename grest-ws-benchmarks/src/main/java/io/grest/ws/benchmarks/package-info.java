/**
 * Benchmarks of this library and of others. This package has the work of a call, common
 * to all of them.
 */
@NullMarked
package io.grest.ws.benchmarks;

import org.jspecify.annotations.NullMarked;
