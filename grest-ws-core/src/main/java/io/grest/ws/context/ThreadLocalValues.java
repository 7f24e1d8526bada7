package io.grest.ws.context;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
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
	 * Isolated use of the context propagation library, which is optional.
	 */
	private static final class Propagation {

		static @Nullable ThreadLocalValues capture(ContextView context) {
			boolean any = ContextRegistry.getInstance()
				.getThreadLocalAccessors()
				.stream()
				.anyMatch((accessor) -> context.hasKey(accessor.key()));
			return any ? new ThreadLocalValues(ContextSnapshotFactory.builder().build().captureFrom(context)) : null;
		}

	}

}
