/**
 * Samples of the page on security. Not below the package of the demo, which would scan
 * them.
 */
@NullMarked
package io.grest.ws.samples.security;

import org.jspecify.annotations.NullMarked;
