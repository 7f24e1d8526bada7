/**
 * JMH benchmarks of single steps. Run them with the profiler {@code gc}, as the bytes
 * allocated by an operation do not depend on other load of the machine.
 */
package io.grest.ws.benchmarks.jmh;
