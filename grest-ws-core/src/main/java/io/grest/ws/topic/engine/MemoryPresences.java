package io.grest.ws.topic.engine;

import java.util.List;

import reactor.core.publisher.Mono;

/**
 * Members of topics in memory, as one node enters them.
 */
final class MemoryPresences implements Presences {

	private final TopicEngine node;

	private final MemoryTopics topics;

	private final int maxMembers;

	MemoryPresences(TopicEngine node, MemoryTopics topics, int maxMembers) {
		this.node = node;
		this.topics = topics;
		this.maxMembers = maxMembers;
	}

	@Override
	public Mono<Void> enter(TopicKey topic, Member member) {
		return Mono.fromRunnable(() -> this.topics.use(topic, (it) -> it.enter(this.node, member, this.maxMembers)));
	}

	@Override
	public Mono<Void> leave(TopicKey topic, String connection) {
		return Mono.fromRunnable(() -> this.topics.use(topic, (it) -> it.leave(this.node, connection)));
	}

	@Override
	public Mono<List<Member>> list(TopicKey topic) {
		return Mono.fromSupplier(() -> this.topics.with(topic, MemoryTopic::members));
	}

	@Override
	public Mono<Long> count(TopicKey topic) {
		return Mono.fromSupplier(() -> this.topics.with(topic, MemoryTopic::count));
	}

}
