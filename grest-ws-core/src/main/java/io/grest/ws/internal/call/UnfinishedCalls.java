package io.grest.ws.internal.call;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

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

	private final Granted granted;

	private final AtomicInteger streams = new AtomicInteger();

	private volatile int size;

	// The requests among them: by id, if the peer may refer to them, otherwise each by
	// itself. Null until the first; set by the reading thread.
	private volatile @Nullable Map<Object, InboundCall> answerable;

	UnfinishedCalls(int limit, FailureLog failures, Granted granted) {
		this.limit = limit;
		this.failures = failures;
		this.granted = granted;
	}

	boolean isFull() {
		return this.size >= this.limit;
	}

	int size() {
		return this.size;
	}

	/**
	 * Return the number of calls with a stream.
	 */
	int streams() {
		return this.streams.get();
	}

	/**
	 * Return a request.
	 * @param id its id
	 * @return the call, or {@code null} if there is none
	 */
	@Nullable InboundCall find(String id) {
		Map<Object, InboundCall> answerable = this.answerable;
		return (answerable != null) ? answerable.get(id) : null;
	}

	boolean hasAnswerable() {
		Map<Object, InboundCall> answerable = this.answerable;
		return answerable != null && !answerable.isEmpty();
	}

	void add(InboundCall call) {
		SIZE.incrementAndGet(this);
		if (call instanceof InboundStream stream) {
			this.streams.incrementAndGet();
			stream.open(1);
		}
		call.method().metrics().unfinished(1);
		if (call.id() != null) {
			addAnswerable(call);
		}
	}

	private void addAnswerable(InboundCall call) {
		Map<Object, InboundCall> answerable = this.answerable;
		if (answerable == null) {
			answerable = new ConcurrentHashMap<>(4);
			this.answerable = answerable;
		}
		answerable.put(key(call), call);
	}

	private Object key(InboundCall call) {
		String id = call.id();
		return (id != null && this.granted.streams()) ? id : call;
	}

	void remove(InboundCall call) {
		Map<Object, InboundCall> answerable = this.answerable;
		if (answerable != null) {
			answerable.remove(key(call), call);
		}
		call.method().metrics().unfinished(-1);
		if (call instanceof InboundStream stream) {
			this.streams.decrementAndGet();
			stream.open(-1);
		}
		SIZE.decrementAndGet(this);
	}

	/**
	 * Cancel the handlers of requests.
	 */
	void cancelAnswerable() {
		forEachAnswerable("cancel", InboundCall::cancel);
	}

	/**
	 * Do something with each request.
	 * @param what what is done, for the log
	 * @param action the action, which may throw: an error of one handler must not keep
	 * the others running
	 */
	void forEachAnswerable(String what, Consumer<InboundCall> action) {
		Map<Object, InboundCall> answerable = this.answerable;
		if (answerable == null) {
			return;
		}
		for (InboundCall call : answerable.values()) {
			try {
				action.accept(call);
			}
			catch (Throwable ex) {
				this.failures.error(logger, what + " " + call.method().path(),
						"Handler of " + call.method().path() + " failed when it was to " + what, ex);
			}
		}
	}

}
