/**
 * Clients of contracts for the browser, kept up to date by a test.
 */
@NullMarked
package io.grest.ws.test.browser;

import org.jspecify.annotations.NullMarked;
