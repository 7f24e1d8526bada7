package io.grest.ws.topic;

import io.grest.ws.topic.engine.Retention;
import org.jspecify.annotations.Nullable;

/**
 * Topics of one pattern that a node is subscribed to.
 *
 * @param contract the name of the contract
 * @param pattern the pattern, as of {@link SubscribedTopic#pattern()}
 * @param retention what is kept of each of them, or {@code null} without history
 * @param memberType the type of what they show of their members, or {@code null} if they
 * show none
 * @param topics the number of topics, which may be 0
 * @param members the number of their members on this node; a connection that is in
 * several topics counts in each
 * @since 0.1.0
 */
public record SubscribedPattern(String contract, String pattern, @Nullable Retention retention,
		@Nullable Class<?> memberType, int topics, int members) {

}
