package io.grest.ws.test;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
	 * Wait for a connection that is opened in this scope.
	 * @param connecting opens the connection
	 * @param conversation the conversation of the tester
	 * @param contract the name of the contract
	 */
	<T> T await(Mono<T> connecting, Conversation conversation, String contract) {
		Duration timeout = conversation.timeout();
		CompletableFuture<T> opening = subscribe(connecting);
		try {
			return opening.get(timeout.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException known) {
				throw known;
			}
			throw new IllegalStateException("Cannot connect", ex.getCause());
		}
		catch (TimeoutException ex) {
			opening.cancel(true);
			throw conversation.failure(contract + " connect()", "an answer of the server", "none within " + timeout,
					ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while connecting", ex);
		}
		finally {
			Schedulers.resetOnScheduleHook(hook());
		}
	}

	private <T> CompletableFuture<T> subscribe(Mono<T> mono) {
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
