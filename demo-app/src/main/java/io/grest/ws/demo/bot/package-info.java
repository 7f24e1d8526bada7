/**
 * The concierge, a Java client of the same contract that the browser speaks.
 */
@NullMarked
package io.grest.ws.demo.bot;

import org.jspecify.annotations.NullMarked;
