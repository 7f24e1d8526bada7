/**
 * Samples of the documentation that the demo itself does not use, so that every sample is
 * compiled.
 */
package io.grest.ws.demo.samples;
