/**
 * Topics on one node: subscriptions, what was missed, members, and calls to members of
 * other nodes.
 */
@NullMarked
package io.grest.ws.internal.topic;

import org.jspecify.annotations.NullMarked;
