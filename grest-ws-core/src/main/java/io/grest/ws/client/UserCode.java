package io.grest.ws.client;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.grest.ws.error.ServerErrorException;
import reactor.core.publisher.Mono;

/**
 * Code of the application that an attempt to connect runs and waits for.
 */
final class UserCode {

	private UserCode() {
	}

	/**
	 * Return a {@code Mono} that runs code for each subscription, and fails with whatever
	 * it throws. Reactor alone would rethrow some errors, and the attempt would not end.
	 */
	static <T> Mono<T> run(Supplier<Mono<T>> code) {
		return Mono.defer(() -> {
			try {
				return code.get();
			}
			catch (Throwable ex) {
				return Mono.error(ex);
			}
		});
	}

	/**
	 * Limit the time of code. What it throws when it is cancelled is of no interest, and
	 * not logged.
	 * @param text the beginning of the error's text
	 */
	static <T> Mono<T> limit(Mono<T> code, Duration limit, String text) {
		return Mono.defer(() -> {
			AtomicBoolean cancelled = new AtomicBoolean();
			return code.onErrorResume((ex) -> cancelled.get() ? Mono.never() : Mono.error(ex))
				.doOnCancel(() -> cancelled.set(true))
				.timeout(limit, Mono.error(
						() -> new ServerErrorException(text + " did not complete within " + limit.toMillis() + " ms")));
		});
	}

}
