/**
 * Finds what the tests of this build leave unreleased.
 */
@NullMarked
package io.grest.leak;

import org.jspecify.annotations.NullMarked;
