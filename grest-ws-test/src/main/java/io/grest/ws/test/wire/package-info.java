/**
 * Recording of the frames of a test, and faults of its network.
 */
@NullMarked
package io.grest.ws.test.wire;

import org.jspecify.annotations.NullMarked;
