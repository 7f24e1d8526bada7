/**
 * The port to what carries topics from node to node, and the engine for a single one.
 */
@NullMarked
package io.grest.ws.topic.engine;

import org.jspecify.annotations.NullMarked;
