/**
 * The load: a client on bare Netty that speaks each server's wire, what it does to a
 * server, and what it makes of that.
 */
@NullMarked
package io.grest.ws.benchmarks.load;

import org.jspecify.annotations.NullMarked;
