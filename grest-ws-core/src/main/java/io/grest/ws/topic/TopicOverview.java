package io.grest.ws.topic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.grest.ws.internal.topic.LocalTopic;
import io.grest.ws.internal.topic.TopicHub;

/**
 * What a node is subscribed to, for operators.
 */
final class TopicOverview {

	private final TopicHub hub;

	private final Map<String, DefaultSockets<?>> sockets;

	TopicOverview(TopicHub hub, Map<String, DefaultSockets<?>> sockets) {
		this.hub = hub;
		this.sockets = sockets;
	}

	/**
	 * Return topics, those with the most members first.
	 * @param limit the most topics to return
	 * @return the topics
	 */
	List<SubscribedTopic> topics(int limit) {
		// Sorted by what does not change meanwhile.
		return topics().stream()
			.sorted(Comparator.comparingInt(SubscribedTopic::members)
				.reversed()
				.thenComparing(SubscribedTopic::contract)
				.thenComparing(SubscribedTopic::name))
			.limit(limit)
			.toList();
	}

	private List<SubscribedTopic> topics() {
		List<SubscribedTopic> topics = new ArrayList<>();
		for (LocalTopic topic : this.hub.topics()) {
			DefaultSockets<?> sockets = this.sockets.get(topic.key().contract());
			if (sockets != null) {
				String name = topic.key().name();
				topics.add(new SubscribedTopic(topic.key().contract(), sockets.patternOf(name), name,
						topic.members().size(), topic.position()));
			}
		}
		return topics;
	}

	/**
	 * Return the patterns of all contracts, in the order of their declaration.
	 * @return the patterns, with their numbers
	 */
	List<SubscribedPattern> patterns() {
		Map<String, Map<String, List<SubscribedTopic>>> topics = topics().stream()
			.collect(Collectors.groupingBy(SubscribedTopic::contract, Collectors.groupingBy(SubscribedTopic::pattern)));
		return this.sockets.values()
			.stream()
			.sorted(Comparator.comparing((sockets) -> sockets.contract().name()))
			.flatMap((sockets) -> sockets.patterns()
				.map((pattern) -> counted(pattern,
						topics.getOrDefault(pattern.contract(), Map.of()).getOrDefault(pattern.pattern(), List.of()))))
			.toList();
	}

	private static SubscribedPattern counted(SubscribedPattern pattern, Collection<SubscribedTopic> topics) {
		return new SubscribedPattern(pattern.contract(), pattern.pattern(), pattern.retention(), pattern.memberType(),
				topics.size(), topics.stream().mapToInt(SubscribedTopic::members).sum());
	}

}
