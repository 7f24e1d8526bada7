package io.grest.ws.internal.call;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.grest.ws.internal.Loggers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a peer whose handlers have not ended yet, with a limit.
 */
final class UnfinishedCalls {

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	private static final AtomicIntegerFieldUpdater<UnfinishedCalls> SIZE = AtomicIntegerFieldUpdater
		.newUpdater(UnfinishedCalls.class, "size");

	private final int limit;

	private final FailureLog failures;

	private volatile int size;

	// The requests among them. Null until the first; set by the reading thread.
	private volatile @Nullable Set<InboundCall> answerable;

	UnfinishedCalls(int limit, FailureLog failures) {
		this.limit = limit;
		this.failures = failures;
	}

	boolean isFull() {
		return this.size >= this.limit;
	}

	int size() {
		return this.size;
	}

	void add(InboundCall call) {
		SIZE.incrementAndGet(this);
		call.method().metrics().unfinished(1);
		if (call.id() != null) {
			addAnswerable(call);
		}
	}

	private void addAnswerable(InboundCall call) {
		Set<InboundCall> answerable = this.answerable;
		if (answerable == null) {
			answerable = ConcurrentHashMap.newKeySet(4);
			this.answerable = answerable;
		}
		answerable.add(call);
	}

	void remove(InboundCall call) {
		Set<InboundCall> answerable = this.answerable;
		if (answerable != null) {
			answerable.remove(call);
		}
		call.method().metrics().unfinished(-1);
		SIZE.decrementAndGet(this);
	}

	/**
	 * Cancel the handlers of requests.
	 */
	void cancelAnswerable() {
		Set<InboundCall> answerable = this.answerable;
		if (answerable == null) {
			return;
		}
		for (InboundCall call : answerable) {
			answerable.remove(call);
			try {
				call.cancel();
			}
			catch (Throwable ex) {
				// An error of one handler must not keep the others running.
				this.failures.error(logger, "cancel " + call.method().path(),
						"Handler of " + call.method().path() + " failed when it was cancelled", ex);
			}
		}
	}

}
