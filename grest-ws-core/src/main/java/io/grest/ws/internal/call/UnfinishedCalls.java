package io.grest.ws.internal.call;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

import io.grest.ws.error.SocketException;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.TimerWheel;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Calls of a peer whose handlers have not ended yet, with a limit, the lane that they
 * take turns in, and their deadlines: one timer for all of them, which ticks every 100 ms
 * while there are such calls. Those of all contracts of a connection.
 */
final class UnfinishedCalls implements TimerWheel.Entries {

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	private static final AtomicIntegerFieldUpdater<UnfinishedCalls> SIZE = AtomicIntegerFieldUpdater
		.newUpdater(UnfinishedCalls.class, "size");

	private static final AtomicIntegerFieldUpdater<UnfinishedCalls> STREAMS = AtomicIntegerFieldUpdater
		.newUpdater(UnfinishedCalls.class, "streams");

	private static final int TICKS = 10;

	private final int limit;

	private final FailureLog failures;

	private final Granted granted;

	private volatile int streams;

	private volatile int size;

	// The requests among them: by id, if the peer may refer to them, otherwise each by
	// itself. Null until the first; set by the reading thread.
	private volatile @Nullable Map<Object, InboundCall> answerable;

	// Null if no method blocks.
	private volatile @Nullable Lane lane;

	// Null until a call has a deadline. Set by the reading thread.
	private volatile @Nullable TimerWheel deadlines;

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
		return this.streams;
	}

	/**
	 * Return a request.
	 * @param id its id
	 * @return the call, or {@code null} if there is none
	 */
	@Nullable InboundCall find(String id) {
		Map<Object, InboundCall> answerable = this.answerable;
		return (answerable != null && this.size > 0) ? answerable.get(id) : null;
	}

	void add(InboundCall call) {
		SIZE.incrementAndGet(this);
		if (call instanceof InboundStream stream) {
			STREAMS.incrementAndGet(this);
			stream.open(1);
		}
		call.method().metrics().unfinished(1);
		if (call.id() != null) {
			addAnswerable(call);
		}
	}

	/**
	 * Let calls wait for each other.
	 * @param reading the executor that runs a task on the thread that reads
	 */
	synchronized void useLane(Executor reading) {
		if (this.lane == null) {
			this.lane = new Lane(reading);
		}
	}

	@Nullable Lane lane() {
		return this.lane;
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
			STREAMS.decrementAndGet(this);
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
	 * Return whether there is a request to a contract.
	 */
	boolean isAnswering(ContractCalls contract) {
		Map<Object, InboundCall> answerable = this.answerable;
		return answerable != null
				&& answerable.values().stream().anyMatch((call) -> call.runner().contract() == contract);
	}

	/**
	 * Watch the deadlines until all unfinished calls have ended.
	 * @param scheduler the scheduler of the ticks
	 */
	void watchDeadlines(Scheduler scheduler) {
		TimerWheel deadlines = this.deadlines;
		if (deadlines == null) {
			deadlines = new TimerWheel(Duration.ofSeconds(1), TICKS, scheduler, this);
			this.deadlines = deadlines;
		}
		deadlines.start();
	}

	@Override
	public boolean isEmpty() {
		Map<Object, InboundCall> answerable = this.answerable;
		return answerable == null || answerable.isEmpty();
	}

	@Override
	public void ticked(long tick) {
		forEachAnswerable("end at its deadline", (call) -> {
			SocketException overdue = call.overdue();
			if (overdue != null) {
				call.cancel(overdue);
			}
		});
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
