/**
 * Topics, users and presence, on one node or several.
 */
@NullMarked
package io.grest.ws.topic;

import org.jspecify.annotations.NullMarked;
