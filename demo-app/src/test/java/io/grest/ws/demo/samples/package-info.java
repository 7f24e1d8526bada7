/**
 * Code that the documentation shows and the demo has no use for, so that every sample is
 * compiled.
 */
package io.grest.ws.demo.samples;
