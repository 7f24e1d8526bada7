/**
 * What is counted and measured.
 */
@NullMarked
package io.grest.ws.observation;

import org.jspecify.annotations.NullMarked;
