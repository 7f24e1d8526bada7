/**
 * The servers that are compared, each of which does the same work as its framework would
 * have it done.
 */
@NullMarked
package io.grest.ws.benchmarks.server;

import org.jspecify.annotations.NullMarked;
