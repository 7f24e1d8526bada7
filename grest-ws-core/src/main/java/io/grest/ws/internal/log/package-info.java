/**
 * What is told of connections, and frames in the log without what nobody is to see.
 */
@NullMarked
package io.grest.ws.internal.log;

import org.jspecify.annotations.NullMarked;
