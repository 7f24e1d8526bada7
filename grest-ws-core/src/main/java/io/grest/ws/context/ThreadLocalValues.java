package io.grest.ws.context;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import org.springframework.util.ClassUtils;

/**
 * Values of a Reactor context that user code expects in thread-locals, such as the MDC.
 * Micrometer's context propagation library selects them; without it on the class path
 * there are none.
 *
 * @since 0.1.0
 */
public final class ThreadLocalValues {

	private static final boolean PROPAGATION_PRESENT = ClassUtils.isPresent("io.micrometer.context.ContextRegistry",
			ThreadLocalValues.class.getClassLoader());

	private final ContextSnapshot snapshot;

	private ThreadLocalValues(ContextSnapshot snapshot) {
		this.snapshot = snapshot;
	}

	/**
	 * Return the values of a Reactor context.
	 * @param context the context
	 * @return the values, or {@code null} if there are none
	 */
	public static @Nullable ThreadLocalValues of(ContextView context) {
		return (PROPAGATION_PRESENT && !context.isEmpty()) ? Propagation.capture(context) : null;
	}

	/**
	 * Set the thread-locals of the calling thread.
	 * @return an action to restore the previous values, on the same thread
	 */
	public Runnable set() {
		return this.snapshot.setThreadLocals()::close;
	}

	/**
	 * Run code without the values that the calling thread has from before, such as those
	 * that another call has left on it. They are restored afterwards.
	 * @param code the code
	 */
	public static void runWithout(Runnable code) {
		Runnable restore = PROPAGATION_PRESENT ? Propagation.clear() : null;
		try {
			code.run();
		}
		finally {
			if (restore != null) {
				restore.run();
			}
		}
	}

	/**
	 * Isolated use of the context propagation library, which is optional.
	 */
	private static final class Propagation {

		private static final ContextSnapshot NOTHING = ContextSnapshotFactory.builder()
			.clearMissing(true)
			.build()
			.captureFrom(Context.empty());

		static Runnable clear() {
			return NOTHING.setThreadLocals()::close;
		}

		static @Nullable ThreadLocalValues capture(ContextView context) {
			boolean any = ContextRegistry.getInstance()
				.getThreadLocalAccessors()
				.stream()
				.anyMatch((accessor) -> context.hasKey(accessor.key()));
			return any ? new ThreadLocalValues(ContextSnapshotFactory.builder().build().captureFrom(context)) : null;
		}

	}

}
