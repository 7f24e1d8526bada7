/**
 * The load: a client on Netty that speaks the protocol of each server, the scenarios, and
 * the report of their results.
 */
@NullMarked
package io.grest.ws.benchmarks.load;

import org.jspecify.annotations.NullMarked;
