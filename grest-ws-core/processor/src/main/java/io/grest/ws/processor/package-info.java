/**
 * Annotation processor that keeps javadoc for what is generated from contracts.
 */
@NullMarked
package io.grest.ws.processor;

import org.jspecify.annotations.NullMarked;
