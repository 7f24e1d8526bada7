package io.grest.ws.benchmarks.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Publisher to all current subscribers, with a queue for each, so that a slow one does
 * not delay the others.
 *
 * @param <T> the type of the messages
 */
final class Publisher<T> {

	private final Set<Sinks.Many<T>> listeners = ConcurrentHashMap.newKeySet();

	Flux<T> listen() {
		return Flux.defer(() -> {
			Sinks.Many<T> listener = Sinks.many().unicast().onBackpressureBuffer();
			this.listeners.add(listener);
			return listener.asFlux().doFinally((signal) -> this.listeners.remove(listener));
		});
	}

	synchronized void publish(T published) {
		this.listeners.forEach((listener) -> listener.tryEmitNext(published));
	}

}
