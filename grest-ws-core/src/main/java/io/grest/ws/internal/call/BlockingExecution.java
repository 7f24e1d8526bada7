package io.grest.ws.internal.call;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Where methods that block run.
 *
 * @param executor the executor
 * @param isChosen whether the user has chosen it, so that methods that return
 * {@code void} run on it too
 * @since 0.1.0
 */
public record BlockingExecution(Executor executor, boolean isChosen) {

	/**
	 * Return the execution on an executor.
	 * @param executor the user's executor, or {@code null} for Reactor's bounded elastic
	 * threads
	 * @return the execution
	 */
	public static BlockingExecution on(@Nullable Executor executor) {
		return (executor != null) ? new BlockingExecution(executor, true)
				: new BlockingExecution((task) -> Schedulers.boundedElastic().schedule(task), false);
	}

}
