package io.grest.ws.internal.security;

import java.util.function.Supplier;

import io.grest.ws.context.ContextScope;
import io.grest.ws.context.ThreadLocalValues;
import io.grest.ws.internal.call.Caller;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Thread-locals of a call, on whichever thread it runs.
 */
final class CallThread {

	private CallThread() {
	}

	/**
	 * Set the security context of the calling thread.
	 * @return an action to restore the previous one
	 */
	static Runnable enter(Caller caller) {
		SecurityContextHolderStrategy holder = SecurityContextHolder.getContextHolderStrategy();
		Supplier<SecurityContext> before = holder.getDeferredContext();
		holder.setContext(Callers.securityContext(caller));
		return () -> restore(holder, before);
	}

	// A thread without a context gets an empty one by being asked.
	private static void restore(SecurityContextHolderStrategy holder, Supplier<SecurityContext> before) {
		if (before.get().getAuthentication() == null) {
			holder.clearContext();
		}
		else {
			holder.setDeferredContext(before);
		}
	}

	/**
	 * Return a source that is subscribed to with the thread-locals of its call, as the
	 * method that it calls would have without a rule.
	 */
	static Mono<Object> set(Caller caller, Mono<Object> source) {
		return new OnCallThread(caller, source);
	}

	/**
	 * Return a stream that is subscribed to with the thread-locals of its call.
	 */
	static Flux<?> set(Caller caller, Flux<?> source) {
		return Flux.from((subscriber) -> {
			Context context = (subscriber instanceof CoreSubscriber<?> core) ? core.currentContext() : Context.empty();
			Runnable leave = enter(caller, context);
			try {
				source.subscribe(subscriber);
			}
			finally {
				leave.run();
			}
		});
	}

	private static Runnable enter(Caller caller, ContextView context) {
		ThreadLocalValues values = ThreadLocalValues.of(context);
		Runnable undo = (values != null) ? values.set() : () -> {
		};
		ContextScope before = ContextScope.enter(context.getOrDefault(ContextScope.class, null));
		Runnable restore = enter(caller);
		return () -> {
			restore.run();
			ContextScope.enter(before);
			undo.run();
		};
	}

	/**
	 * Source that is subscribed to with the thread-locals of its call.
	 */
	private static final class OnCallThread extends Mono<Object> {

		private final Caller caller;

		private final Mono<Object> source;

		OnCallThread(Caller caller, Mono<Object> source) {
			this.caller = caller;
			this.source = source;
		}

		@Override
		public void subscribe(CoreSubscriber<? super Object> actual) {
			Runnable leave = enter(this.caller, actual.currentContext());
			try {
				this.source.subscribe(actual);
			}
			finally {
				leave.run();
			}
		}

	}

}
