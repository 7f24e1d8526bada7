/**
 * Sessions and links: the life cycle of a connection, the same on both sides.
 */
@NullMarked
package io.grest.ws.internal.session;

import org.jspecify.annotations.NullMarked;
