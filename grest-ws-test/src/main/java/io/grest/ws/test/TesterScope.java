package io.grest.ws.test;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextScope;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Values of a tester, which the interceptors of its contract read while it connects, on
 * whichever thread they run.
 *
 * @param values the values by key
 */
record TesterScope(Map<ContextKey<?>, Object> values) implements ContextScope {

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T value(ContextKey<T> key) {
		return (T) this.values.get(key);
	}

	/**
	 * Subscribe in this scope, until its {@link #end}.
	 */
	<T> CompletableFuture<T> subscribe(Mono<T> mono) {
		if (!this.values.isEmpty()) {
			Schedulers.onScheduleHook(hook(), this::pass);
		}
		ContextScope before = ContextScope.enter(this);
		try {
			return mono.toFuture();
		}
		finally {
			ContextScope.enter(before);
		}
	}

	void end() {
		Schedulers.resetOnScheduleHook(hook());
	}

	private String hook() {
		return "grest-ws-tester-" + System.identityHashCode(this);
	}

	private Runnable pass(Runnable task) {
		return (ContextScope.current() != this) ? task : () -> {
			ContextScope before = ContextScope.enter(this);
			try {
				task.run();
			}
			finally {
				ContextScope.enter(before);
			}
		};
	}

}
