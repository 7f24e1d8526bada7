/**
 * Chat over one typed WebSocket contract.
 */
@NullMarked
package io.grest.ws.demo;

import org.jspecify.annotations.NullMarked;
