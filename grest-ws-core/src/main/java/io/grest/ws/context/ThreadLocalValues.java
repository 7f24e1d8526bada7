package io.grest.ws.context;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

import org.springframework.util.ClassUtils;

/**
 * The values of a Reactor context that code of the user expects in thread-locals, MDC for
 * instance. Which ones those are Micrometer's context propagation knows, where it is on
 * the class path.
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
	 * The values of a Reactor context.
	 * @param context the context
	 * @return the values, or {@code null} if there are none
	 */
	public static @Nullable ThreadLocalValues of(ContextView context) {
		return (PROPAGATION_PRESENT && !context.isEmpty()) ? Propagation.capture(context) : null;
	}

	/**
	 * Set the thread-locals of the calling thread.
	 * @return sets them back, on the same thread
	 */
	public Runnable set() {
		return this.snapshot.setThreadLocals()::close;
	}

	/**
	 * Apart, so that nothing else needs the library on the class path.
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
