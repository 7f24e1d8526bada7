package io.grest.ws.internal.transport;

import io.netty.util.concurrent.FastThreadLocalThread;
import reactor.core.scheduler.Schedulers;

import org.springframework.util.ClassUtils;

/**
 * Threads that must not block: Reactor's, and event loops of Netty, whoever runs them.
 *
 * @since 0.1.0
 */
public final class NonBlockingThreads {

	private static final boolean NETTY_PRESENT = ClassUtils.isPresent("io.netty.util.concurrent.FastThreadLocalThread",
			NonBlockingThreads.class.getClassLoader());

	private NonBlockingThreads() {
	}

	/**
	 * Return whether the calling thread must not block.
	 * @return {@code true} on an event loop
	 */
	public static boolean isCurrent() {
		return Schedulers.isInNonBlockingThread() || (NETTY_PRESENT && Netty.isEventLoop(Thread.currentThread()));
	}

	/**
	 * Access to Netty, to be loaded only if it is present.
	 */
	private static final class Netty {

		static boolean isEventLoop(Thread thread) {
			return thread instanceof FastThreadLocalThread loop && !loop.permitBlockingCalls();
		}

	}

}
