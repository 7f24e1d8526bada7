package io.grest.ws.internal.call;

import java.util.List;
import java.util.concurrent.Executor;

import io.grest.ws.error.SocketExceptionTranslator;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What the handlers of one side share.
 *
 * @param executor the executor of methods that block
 * @param errors the errors of handlers
 * @param security the security of the calls, or {@code null} for none
 * @since 0.1.0
 */
public record HandlerSettings(Executor executor, HandlerErrors errors, @Nullable CallSecurity security) {

	/**
	 * Create settings.
	 * @param executor the user's executor of methods that block, or {@code null} for
	 * Reactor's bounded elastic threads
	 * @param translators the translators of exceptions, in order
	 * @return the settings
	 */
	public static HandlerSettings of(@Nullable Executor executor, List<SocketExceptionTranslator> translators) {
		return new HandlerSettings((executor != null) ? executor : (task) -> Schedulers.boundedElastic().schedule(task),
				new HandlerErrors(translators), null);
	}

	/**
	 * Return the executor of methods that block, as a scheduler.
	 * @return a scheduler
	 */
	Scheduler scheduler() {
		return Schedulers.fromExecutor(this.executor);
	}

	/**
	 * Return these settings with security.
	 * @param security the security of the calls, or {@code null} for none
	 * @param handler the handler, which may be an {@link UnguardedHandler}
	 * @return the settings
	 */
	public HandlerSettings secured(@Nullable CallSecurity security, Object handler) {
		return new HandlerSettings(this.executor, this.errors,
				(security == null && handler instanceof UnguardedHandler) ? new NoRules() : security);
	}

	/**
	 * Return the settings without an executor and translators.
	 * @return new settings
	 */
	public static HandlerSettings defaults() {
		return of(null, List.of());
	}

}
