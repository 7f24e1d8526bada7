/**
 * Payloads as JSON: readers, writers, and what they extend of Jackson.
 */
@NullMarked
package io.grest.ws.internal.json;

import org.jspecify.annotations.NullMarked;
