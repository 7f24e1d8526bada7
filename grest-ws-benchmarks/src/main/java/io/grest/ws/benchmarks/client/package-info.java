/**
 * The clients that are compared, and the server that they call.
 */
@NullMarked
package io.grest.ws.benchmarks.client;

import org.jspecify.annotations.NullMarked;
