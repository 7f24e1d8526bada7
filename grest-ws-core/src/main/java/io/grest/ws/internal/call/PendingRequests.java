package io.grest.ws.internal.call;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.RequestTimeoutException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.TimerWheel;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics.Outcome;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * Calls of this side that wait for their answer, by id. An entry is removed by its
 * answer, timeout or cancellation, or by the close. While there are entries, one timer
 * for all of them ticks every tenth of the timeout, and ends those that have waited too
 * long.
 *
 * @since 0.1.0
 */
public final class PendingRequests implements TimerWheel.Entries {

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	private static final int TICKS = 10;

	// Null until the first request: many connections only answer.
	private volatile @Nullable Map<String, Entry> entries;

	private final AtomicLong ids = new AtomicLong();

	private final AtomicInteger size = new AtomicInteger();

	private final TimerWheel wheel;

	private final int limit;

	private final Runnable whenEmpty;

	private volatile boolean closed;

	/**
	 * Create an empty set.
	 * @param limit the limit of waiting calls
	 * @param timeout the timeout of each call
	 * @param scheduler the scheduler of the tick
	 * @param whenEmpty the callback for each time that the last call has ended
	 */
	public PendingRequests(int limit, Duration timeout, Scheduler scheduler, Runnable whenEmpty) {
		this.limit = limit;
		this.wheel = new TimerWheel(timeout, TICKS, scheduler, this);
		this.whenEmpty = whenEmpty;
	}

	/**
	 * Wait for an answer.
	 * @param method the called method
	 * @param sink the sink for the answer; its cancellation ends the wait
	 * @param observed the observation of the call, or {@code null} for none
	 * @return the id to send the call with, or {@code null} if the call has failed
	 */
	@Nullable String await(OutboundMethod method, MonoSink<Object> sink, @Nullable Observed observed) {
		if (this.size.incrementAndGet() > this.limit) {
			this.size.decrementAndGet();
			SocketException tooMany = new TooManyRequestsException("Too many calls wait for their answer");
			refuse(method, sink, observed, tooMany, tooMany.type());
			return null;
		}
		String id = Long.toString(this.ids.incrementAndGet());
		entries().put(id, new Entry(method, sink, this.wheel.now() + TICKS + 1, method.metrics().begun(), observed));
		method.metrics().unfinished(1);
		sink.onDispose(() -> cancel(id));
		this.wheel.start();
		if (this.closed) {
			fail(id, new ConnectionClosedException(), Outcome.CLOSED);
			return null;
		}
		return id;
	}

	/**
	 * Fail a call that has not begun.
	 * @param method the called method
	 * @param sink the sink for the error
	 * @param observed the observation of the call, or {@code null} for none
	 * @param error the error
	 * @param result the result for metrics
	 */
	static void refuse(OutboundMethod method, MonoSink<Object> sink, @Nullable Observed observed, SocketException error,
			String result) {
		method.metrics().refused(result);
		if (observed != null) {
			observed.ended(result, error);
		}
		sink.error(method.failed(error));
	}

	/**
	 * End the wait for an answer.
	 * @param id the answer's id
	 * @return the waiting call, or {@code null} if there is none
	 */
	@Nullable Entry remove(String id) {
		Map<String, Entry> entries = this.entries;
		Entry entry = (entries != null) ? entries.remove(id) : null;
		if (entry != null && this.size.decrementAndGet() == 0) {
			this.whenEmpty.run();
		}
		return entry;
	}

	private void cancel(String id) {
		Entry entry = remove(id);
		if (entry != null) {
			entry.ended(Outcome.CANCELLED, null);
		}
	}

	/**
	 * Fail a call.
	 * @param id the call's id
	 * @param error the error
	 * @param result the result for metrics
	 */
	void fail(String id, Throwable error, String result) {
		Entry entry = remove(id);
		if (entry != null) {
			entry.fail(error, result);
		}
	}

	// An error of one subscriber must not keep the other calls from failing.
	private void failAlone(String id, SocketException error, String result) {
		try {
			fail(id, error, result);
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
			entries().keySet().forEach((id) -> failAlone(id, new ConnectionClosedException(), Outcome.CLOSED));
		}
	}

	private Map<String, Entry> entries() {
		Map<String, Entry> entries = this.entries;
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

	@Override
	public boolean isEmpty() {
		return entries().isEmpty();
	}

	@Override
	public void ticked(long tick) {
		entries().forEach((id, entry) -> {
			if (entry.lastTick() <= tick) {
				failAlone(id, new RequestTimeoutException(), Outcome.TIMEOUT);
			}
		});
	}

	/**
	 * Call that waits for its answer.
	 *
	 * @param method the called method
	 * @param sink the sink for the answer
	 * @param lastTick the tick of its timeout
	 * @param begun the time of its start, for metrics
	 * @param observed the observation of the call, or {@code null} for none
	 */
	record Entry(OutboundMethod method, MonoSink<Object> sink, long lastTick, long begun, @Nullable Observed observed) {

		void succeed(@Nullable Object value) {
			this.method.metrics().unfinished(-1);
			this.method.metrics().succeeded(this.begun);
			if (this.observed != null) {
				this.observed.ended(Outcome.OK, null);
			}
			this.sink.success(value);
		}

		void fail(Throwable error, String result) {
			try {
				ended(result, error);
			}
			finally {
				this.sink.error(this.method.failed(error));
			}
		}

		private void ended(String result, @Nullable Throwable error) {
			this.method.metrics().unfinished(-1);
			this.method.metrics().failed(result, this.begun);
			if (this.observed != null) {
				this.observed.ended(result, error);
			}
		}

	}

}
