/**
 * What goes over the wire during a test: recorded, and disturbed at will.
 */
@NullMarked
package io.grest.ws.test.wire;

import org.jspecify.annotations.NullMarked;
