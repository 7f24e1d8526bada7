package io.grest.ws.topic.engine;

import org.jspecify.annotations.Nullable;

/**
 * Message of a topic.
 *
 * @param position the position in the topic, or {@code null} in a topic without history
 * @param previous the tag of the message before, that of the topic's beginning for the
 * first one; {@code null} in a topic without history
 * @param envelope the message
 * @since 0.1.0
 */
public record TopicMessage(@Nullable Position position, @Nullable String previous, Envelope envelope) {

}
