/**
 * Code shared by packages of this library. Not an API: it may change in any release.
 */
@NullMarked
package io.grest.ws.internal;

import org.jspecify.annotations.NullMarked;
