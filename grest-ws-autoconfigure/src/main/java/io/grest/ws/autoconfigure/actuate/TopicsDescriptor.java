package io.grest.ws.autoconfigure.actuate;

import java.util.List;

import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.engine.Retention;
import org.jspecify.annotations.Nullable;

/**
 * Description of the topics of this node for an operator.
 *
 * @param status the numbers of all topics since the start
 * @param patterns the patterns of topics, with the numbers of topics and members
 * @param subscribed the topics that this node is subscribed to
 */
record TopicsDescriptor(SocketTopics.Status status, List<PatternDescriptor> patterns, Subscribed subscribed) {

	/**
	 * Description of a pattern.
	 *
	 * @param contract the name of the contract
	 * @param pattern the pattern
	 * @param history what is kept of each topic, or {@code null} for nothing
	 * @param presence the type of what topics show of their members, or {@code null} if
	 * they show none
	 * @param topics the number of topics that this node is subscribed to
	 * @param members the number of their members on this node
	 */
	record PatternDescriptor(String contract, String pattern, @Nullable Retention history, @Nullable String presence,
			int topics, int members) {

	}

	/**
	 * The topics with the most members.
	 *
	 * @param total the number of all topics
	 * @param topics the topics, 100 at most
	 */
	record Subscribed(int total, List<TopicDescriptor> topics) {

	}

	/**
	 * Description of a topic.
	 *
	 * @param contract the name of the contract
	 * @param pattern the pattern of its name
	 * @param name its name, or what hides it
	 * @param members the number of its members on this node
	 * @param position the position of its last message, or {@code null} without history
	 */
	record TopicDescriptor(String contract, String pattern, @Nullable Object name, int members,
			@Nullable String position) {

	}

}
