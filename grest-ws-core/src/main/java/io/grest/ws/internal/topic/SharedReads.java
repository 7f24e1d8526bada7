package io.grest.ws.internal.topic;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.grest.ws.topic.engine.Page;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicEngine;
import io.grest.ws.topic.engine.TopicKey;
import reactor.core.publisher.Mono;

/**
 * Reads of the engine's histories, one for all who want the same at one time. Safe to use
 * from any thread.
 */
final class SharedReads {

	private final TopicEngine engine;

	private final Map<Read, Mono<Page>> running = new ConcurrentHashMap<>();

	SharedReads(TopicEngine engine) {
		this.engine = engine;
	}

	Mono<Page> read(TopicKey topic, Position since, int limit) {
		return Mono.defer(() -> this.running.computeIfAbsent(new Read(topic, since, limit), this::start));
	}

	private Mono<Page> start(Read read) {
		return Mono.defer(() -> this.engine.read(read.topic(), read.since(), read.limit()))
			.doFinally((signal) -> this.running.remove(read))
			.cache();
	}

	private record Read(TopicKey topic, Position since, int limit) {

	}

}
