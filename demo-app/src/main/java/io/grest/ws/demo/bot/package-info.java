/**
 * The concierge, a Java client of the contract that the browser uses.
 */
@NullMarked
package io.grest.ws.demo.bot;

import org.jspecify.annotations.NullMarked;
