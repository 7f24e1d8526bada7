package io.grest.ws.topic;

import java.util.function.Supplier;

import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextScope;
import io.grest.ws.context.Deadline;
import io.grest.ws.contract.Item;
import io.grest.ws.internal.topic.StoredStream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Detached stream, as a handler uses it.
 *
 * @param stored the stream
 * @param <T> the type of an item
 */
record DefaultDetachedStream<T>(StoredStream<T> stored) implements DetachedStream<T> {

	@Override
	public Flux<Item<T>> startOrJoin(@Nullable String after, Supplier<? extends Publisher<? extends T>> producer) {
		return (after != null) ? join(after)
				: Flux.deferContextual((caller) -> this.stored.startOrJoin(producer, detached(caller)));
	}

	@Override
	public Flux<Item<T>> join(@Nullable String after) {
		return this.stored.join(after);
	}

	@Override
	public Mono<Void> stop() {
		return this.stored.stop();
	}

	// The producer goes on when the call that has started it, and its deadline, are over.
	private static Context detached(ContextView caller) {
		ContextScope scope = caller.getOrDefault(ContextScope.class, null);
		Context context = Context.of(caller);
		return (scope != null) ? context.put(ContextScope.class, new Undated(scope)) : context;
	}

	/**
	 * Return a text with the topic of the stream.
	 */
	@Override
	public String toString() {
		return "DetachedStream " + this.stored;
	}

	/**
	 * Scope of a call without its deadline.
	 */
	private record Undated(ContextScope scope) implements ContextScope {

		@Override
		public <V> @Nullable V value(ContextKey<V> key) {
			return ((Object) key == Deadline.KEY) ? null : this.scope.value(key);
		}

	}

}
