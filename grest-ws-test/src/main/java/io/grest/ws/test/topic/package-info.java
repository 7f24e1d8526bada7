/**
 * Tests of the contract of engines of topics, for their authors.
 */
@NullMarked
package io.grest.ws.test.topic;

import org.jspecify.annotations.NullMarked;
