/**
 * What packages of this library share. No API: it may change in any release.
 */
@NullMarked
package io.grest.ws.internal;

import org.jspecify.annotations.NullMarked;
