/**
 * Pages and files served over HTTP beside the contracts.
 */
@NullMarked
package io.grest.ws.autoconfigure.browser;

import org.jspecify.annotations.NullMarked;
