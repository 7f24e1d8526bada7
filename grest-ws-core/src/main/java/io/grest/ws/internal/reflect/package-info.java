/**
 * What reflection tells of contracts, beyond the types of Java.
 */
@NullMarked
package io.grest.ws.internal.reflect;

import org.jspecify.annotations.NullMarked;
