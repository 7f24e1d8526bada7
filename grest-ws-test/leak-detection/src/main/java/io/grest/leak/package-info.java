/**
 * Detection of resources that the tests of this build do not release.
 */
@NullMarked
package io.grest.leak;

import org.jspecify.annotations.NullMarked;
