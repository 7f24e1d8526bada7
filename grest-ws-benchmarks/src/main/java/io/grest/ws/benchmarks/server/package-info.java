/**
 * The compared servers. All do the same work, each in the manner of its framework.
 */
@NullMarked
package io.grest.ws.benchmarks.server;

import org.jspecify.annotations.NullMarked;
