/**
 * What single steps cost, by JMH: run with its profiler {@code gc}, for the bytes of each
 * operation do not depend on what else the machine does.
 */
package io.grest.ws.benchmarks.jmh;
