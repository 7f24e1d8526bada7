package io.grest.ws.topic;

import io.grest.ws.topic.engine.Position;
import org.jspecify.annotations.Nullable;

/**
 * Topic that a node is subscribed to.
 *
 * @param contract the name of the contract
 * @param pattern the pattern of its name; {@code ~all} is the topic of all clients,
 * {@code ~user/{name}} that of a user, and {@code ~stream/{owner}/{id}} that of a
 * {@linkplain DetachedStream detached stream}
 * @param name the name
 * @param members the number of members on this node
 * @param position the position of the last message that they were sent, or {@code null}
 * without history
 * @since 0.1.0
 */
public record SubscribedTopic(String contract, String pattern, String name, int members, @Nullable Position position) {

}
