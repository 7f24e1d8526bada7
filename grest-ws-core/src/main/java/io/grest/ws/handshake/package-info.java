/**
 * Who may enter: interceptors and what they see of a handshake.
 */
@NullMarked
package io.grest.ws.handshake;

import org.jspecify.annotations.NullMarked;
