package io.grest.ws.context;

import java.util.function.Supplier;

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
 * there are only those that were {@linkplain #addTo added}.
 *
 * @since 0.1.0
 */
public final class ThreadLocalValues {

	private static final boolean PROPAGATION_PRESENT = ClassUtils.isPresent("io.micrometer.context.ContextRegistry",
			ThreadLocalValues.class.getClassLoader());

	private final @Nullable Supplier<Runnable> selected;

	private final @Nullable Supplier<Runnable> added;

	private ThreadLocalValues(@Nullable Supplier<Runnable> selected, @Nullable Supplier<Runnable> added) {
		this.selected = selected;
		this.added = added;
	}

	/**
	 * Add a value of its own to a Reactor context.
	 * @param context the context
	 * @param setter sets the thread-local of the calling thread, and returns the action
	 * that restores the previous value
	 * @return the context with the value
	 */
	public static Context addTo(Context context, Supplier<Runnable> setter) {
		return context.put(ThreadLocalValues.class, setter);
	}

	/**
	 * Return the values of a Reactor context.
	 * @param context the context
	 * @return the values, or {@code null} if there are none
	 */
	public static @Nullable ThreadLocalValues of(ContextView context) {
		if (context.isEmpty()) {
			return null;
		}
		Supplier<Runnable> selected = PROPAGATION_PRESENT ? Propagation.capture(context) : null;
		Supplier<Runnable> added = context.getOrDefault(ThreadLocalValues.class, null);
		return (selected != null || added != null) ? new ThreadLocalValues(selected, added) : null;
	}

	/**
	 * Set the thread-locals of the calling thread.
	 * @return an action to restore the previous values, on the same thread
	 */
	public Runnable set() {
		Runnable undo = (this.selected != null) ? this.selected.get() : null;
		Runnable undoAdded = (this.added != null) ? this.added.get() : null;
		return () -> {
			if (undoAdded != null) {
				undoAdded.run();
			}
			if (undo != null) {
				undo.run();
			}
		};
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

		static @Nullable Supplier<Runnable> capture(ContextView context) {
			boolean any = ContextRegistry.getInstance()
				.getThreadLocalAccessors()
				.stream()
				.anyMatch((accessor) -> context.hasKey(accessor.key()));
			return any ? setter(ContextSnapshotFactory.builder().build().captureFrom(context)) : null;
		}

		private static Supplier<Runnable> setter(ContextSnapshot snapshot) {
			return () -> snapshot.setThreadLocals()::close;
		}

	}

}
