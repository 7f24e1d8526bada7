package io.grest.ws.internal.call;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.RequestTimeoutException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.TimerWheel;
import io.grest.ws.observation.SocketMetrics.Outcome;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Calls of this side that wait for their answer, by id. An entry is removed by its
 * answer, timeout or cancellation, or by the close. While there are entries, one timer
 * for all of them ticks every tenth of the timeout, and ends those that have waited too
 * long.
 */
final class PendingRequests implements TimerWheel.Entries {

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	private static final int TICKS = 10;

	// Null until the first request: many connections only answer.
	private volatile @Nullable Map<String, PendingCall> entries;

	private final AtomicLong ids = new AtomicLong();

	private final AtomicInteger size = new AtomicInteger();

	private final TimerWheel wheel;

	// Those with a stream among the calls.
	private final AtomicInteger streams = new AtomicInteger();

	private final int limit;

	private final Duration timeout;

	private final Owner owner;

	private volatile boolean closed;

	/**
	 * Create an empty set.
	 * @param limit the limit of waiting calls
	 * @param timeout the timeout of each call
	 * @param scheduler the scheduler of the tick
	 * @param owner the owner of the calls
	 */
	PendingRequests(int limit, Duration timeout, Scheduler scheduler, Owner owner) {
		this.limit = limit;
		this.timeout = timeout;
		this.wheel = new TimerWheel(timeout, TICKS, scheduler, this);
		this.owner = owner;
	}

	/**
	 * Wait for an answer.
	 * @param call the call
	 * @param remaining the time until the deadline that the call inherits in
	 * milliseconds, or {@link Deadlines#NONE}
	 * @return whether the call is to be sent; if not, it has failed
	 */
	boolean await(PendingCall call, long remaining) {
		if (this.size.incrementAndGet() > this.limit) {
			this.size.decrementAndGet();
			SocketException tooMany = new TooManyRequestsException("Too many calls wait for their answer");
			call.refuse(tooMany, tooMany.type());
			return false;
		}
		String id = this.owner.id(this.ids.incrementAndGet());
		call.begin(id, lastTick(call, remaining), remaining == Deadlines.NONE && !call.method().isStreaming());
		if (call.method().isStreaming()) {
			this.streams.incrementAndGet();
			call.method().metrics().streams().open(1);
		}
		entries().put(id, call);
		this.wheel.start();
		if (this.closed) {
			fail(call, new ConnectionClosedException(false), Outcome.CLOSED);
			return false;
		}
		return true;
	}

	// A stream lasts as long as both sides want.
	private long lastTick(PendingCall call, long remaining) {
		if (remaining != Deadlines.NONE) {
			return this.wheel.now() + this.wheel.ticksIn(Duration.ofMillis(remaining)) + 1;
		}
		return call.method().isStreaming() ? Long.MAX_VALUE : this.wheel.now() + TICKS + 1;
	}

	/**
	 * Return the time that a call may take, if it has no other deadline.
	 */
	Duration timeout() {
		return this.timeout;
	}

	/**
	 * Return a waiting call.
	 * @param id the id of the call
	 * @return the call, or {@code null} if there is none
	 */
	@Nullable PendingCall find(String id) {
		Map<String, PendingCall> entries = this.entries;
		return (entries != null) ? entries.get(id) : null;
	}

	/**
	 * End the wait for an answer.
	 * @param id the answer's id
	 * @return the waiting call, or {@code null} if there is none
	 */
	@Nullable PendingCall remove(String id) {
		Map<String, PendingCall> entries = this.entries;
		PendingCall call = (entries != null) ? entries.remove(id) : null;
		if (call == null) {
			return null;
		}
		if (call.method().isStreaming()) {
			this.streams.decrementAndGet();
			call.method().metrics().streams().open(-1);
		}
		if (this.size.decrementAndGet() == 0) {
			this.owner.empty();
		}
		return call;
	}

	/**
	 * Fail a call, unless it has ended.
	 * @param call the call
	 * @param error the error
	 * @param result the result for metrics
	 * @return whether it had not ended
	 */
	boolean fail(PendingCall call, Throwable error, String result) {
		boolean waited = remove(call.id()) != null;
		if (waited) {
			call.fail(error, result);
		}
		return waited;
	}

	// An error of one subscriber must not keep the other calls from failing.
	private void failAlone(PendingCall call, SocketException error, String result) {
		try {
			fail(call, error, result);
		}
		catch (Throwable ex) {
			logger.error("Subscriber of a call failed to handle its error: " + error.getMessage(), ex);
		}
	}

	/**
	 * Fail all calls, and later ones.
	 */
	void close() {
		this.closed = true;
		if (this.entries != null) {
			entries().values().forEach((call) -> failAlone(call, closedBefore(call), Outcome.CLOSED));
		}
	}

	private static ConnectionClosedException closedBefore(PendingCall call) {
		return new ConnectionClosedException(call.mayHaveRun());
	}

	/**
	 * Fail a call that has begun while the connection closed, unless it has ended.
	 */
	void close(PendingCall call) {
		fail(call, closedBefore(call), Outcome.CLOSED);
	}

	/**
	 * Fail some of the calls.
	 * @param calls the calls
	 */
	void close(List<PendingCall> calls) {
		calls.forEach((call) -> {
			failAlone(call, new ConnectionClosedException(), Outcome.CLOSED);
			this.owner.left(call);
		});
	}

	/**
	 * Return waiting calls.
	 * @param of selects by the called method
	 */
	List<PendingCall> select(Predicate<OutboundMethod> of) {
		return (this.entries == null) ? List.of()
				: entries().values().stream().filter((call) -> of.test(call.method())).toList();
	}

	private Map<String, PendingCall> entries() {
		Map<String, PendingCall> entries = this.entries;
		if (entries == null) {
			synchronized (this) {
				entries = this.entries;
				if (entries == null) {
					entries = new ConcurrentHashMap<>(4);
					this.entries = entries;
				}
			}
		}
		return entries;
	}

	int size() {
		return this.size.get();
	}

	/**
	 * Return the number of waiting calls with a stream.
	 */
	int streams() {
		return this.streams.get();
	}

	@Override
	public boolean isEmpty() {
		return entries().isEmpty();
	}

	@Override
	public void ticked(long tick) {
		List<PendingCall> late = entries().values().stream().filter((call) -> call.lastTick() <= tick).toList();
		if (late.isEmpty()) {
			return;
		}
		this.owner.late(late.stream().map(PendingCall::id).collect(Collectors.toSet()));
		late.forEach((call) -> {
			failAlone(call, new RequestTimeoutException(call.mayHaveRun()), Outcome.TIMEOUT);
			if (call.mayHaveRun()) {
				this.owner.left(call);
			}
		});
	}

	/**
	 * Contract for the owner of the calls. Called by any thread; must neither block nor
	 * throw.
	 */
	interface Owner {

		/**
		 * Return the id of a call.
		 * @param number the number of the call, from 1
		 * @return the id
		 */
		String id(long number);

		/**
		 * Handle that the last call has ended.
		 */
		void empty();

		/**
		 * Handle that the time of calls is over, before they fail: those that were not
		 * sent so far are not to be sent.
		 * @param ids the ids of the calls
		 */
		void late(Set<String> ids);

		/**
		 * Handle that nobody waits for a call any more, which the other side may still
		 * run.
		 * @param call the call
		 */
		void left(PendingCall call);

	}

}
