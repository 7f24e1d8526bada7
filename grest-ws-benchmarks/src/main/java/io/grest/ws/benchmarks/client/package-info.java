/**
 * The compared clients.
 */
@NullMarked
package io.grest.ws.benchmarks.client;

import org.jspecify.annotations.NullMarked;
