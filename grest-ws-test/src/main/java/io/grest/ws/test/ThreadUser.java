package io.grest.ws.test;

import java.util.function.Supplier;

import reactor.core.publisher.Mono;

import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.util.ClassUtils;

/**
 * User of Spring Security on the calling thread, which one end of an in-memory pair hides
 * from the other: over a network they would be on different threads.
 */
final class ThreadUser {

	private static final boolean SECURITY_PRESENT = ClassUtils.isPresent(
			"org.springframework.security.core.context.SecurityContextHolder", ThreadUser.class.getClassLoader());

	private ThreadUser() {
	}

	/**
	 * Return a source that is subscribed to without the user of the thread.
	 */
	static Mono<Void> hiddenFrom(Mono<Void> source) {
		return SECURITY_PRESENT ? Mono.from((subscriber) -> hide(() -> source.subscribe(subscriber))) : source;
	}

	/**
	 * Run an action without the user of the thread, who is there again afterwards.
	 */
	static void hide(Runnable action) {
		if (SECURITY_PRESENT) {
			Security.hide(action);
		}
		else {
			action.run();
		}
	}

	/**
	 * Isolated use of Spring Security, which is optional.
	 */
	private static final class Security {

		static void hide(Runnable action) {
			SecurityContextHolderStrategy holder = SecurityContextHolder.getContextHolderStrategy();
			Supplier<SecurityContext> before = holder.getDeferredContext();
			holder.clearContext();
			try {
				action.run();
			}
			finally {
				if (before.get().getAuthentication() == null) {
					holder.clearContext();
				}
				else {
					holder.setDeferredContext(before);
				}
			}
		}

	}

}
