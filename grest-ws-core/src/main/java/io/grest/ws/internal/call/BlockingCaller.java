package io.grest.ws.internal.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.grest.ws.internal.transport.NonBlockingThreads;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.util.Assert;

/**
 * Waits for answers on the thread of the caller. The timeout is that of the request.
 */
final class BlockingCaller {

	private BlockingCaller() {
	}

	/**
	 * Wait for an answer.
	 * @param call the name of the call
	 * @param answer the answer, which has a timeout
	 * @return the answer, {@code null} if it has no data
	 * @throws IllegalStateException on a thread that must not block, before the call is
	 * sent
	 */
	static @Nullable Object await(Object call, Mono<?> answer) {
		Assert.state(!NonBlockingThreads.isCurrent(),
				() -> call + " waits for its answer, and " + Thread.currentThread().getName()
						+ " must not block: use call((remote) -> remote.method(...)) of the connection or the client,"
						+ " which returns a Mono, or run this code on another thread");
		CompletableFuture<?> future = answer.toFuture();
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			future.cancel(false);
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for the answer of " + call, ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException error) {
				throw error;
			}
			throw new IllegalStateException(call + " failed", ex.getCause());
		}
	}

}
