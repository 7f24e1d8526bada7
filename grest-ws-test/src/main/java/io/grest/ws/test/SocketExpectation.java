package io.grest.ws.test;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.test.ReceivedCalls.Call;
import org.jspecify.annotations.Nullable;

/**
 * Expectation of a call by the other side. {@link #matching}, {@link #satisfying},
 * {@link #times} and {@link #payload} wait for the call; {@link #within} and
 * {@link #anyOrder} precede them.
 *
 * <p>
 * Calls are expected in the order of arrival: the expected call must be the next one that
 * no other expectation has taken. Calls of stubbed or ignored methods do not count,
 * unless such a method is the expected one.
 *
 * @param <T> the type of the payload
 * @since 0.1.0
 */
public final class SocketExpectation<T> {

	private final Conversation conversation;

	private final ReceivedCalls<?> calls;

	private final ContractMethod method;

	private final long since = System.nanoTime();

	private Predicate<T> predicate = (payload) -> true;

	private String description = "";

	private @Nullable Duration within;

	private boolean anyOrder;

	private int taken;

	private boolean finished;

	private @Nullable Call last;

	SocketExpectation(Conversation conversation, ReceivedCalls<?> calls, ContractMethod method) {
		this.conversation = conversation;
		this.calls = calls;
		this.method = method;
	}

	/**
	 * Skip other calls that arrived earlier.
	 * @return this
	 */
	public SocketExpectation<T> anyOrder() {
		this.anyOrder = true;
		return this;
	}

	/**
	 * Set the timeout, in place of the tester's. After a call was received, assert that
	 * it arrived in this time.
	 * @param within the timeout, measured from {@code expect}
	 * @return this
	 */
	public SocketExpectation<T> within(Duration within) {
		this.within = within;
		if (this.last != null && this.last.nanoTime() - this.since > within.toNanos()) {
			throw failure("a call within " + within,
					"one after " + Duration.ofNanos(this.last.nanoTime() - this.since).toMillis() + " ms", null);
		}
		return this;
	}

	/**
	 * Wait for one call whose payload matches.
	 * @param predicate a predicate of the payload
	 * @return this
	 */
	public SocketExpectation<T> matching(Predicate<T> predicate) {
		this.predicate = predicate;
		this.description = " that matches";
		take();
		return this;
	}

	/**
	 * Wait for one call whose payload satisfies assertions.
	 * @param assertions the assertions on the payload
	 * @return this
	 */
	public SocketExpectation<T> satisfying(Consumer<T> assertions) {
		T payload = take();
		try {
			assertions.accept(payload);
		}
		catch (AssertionError ex) {
			throw failure("a call that satisfies the assertions", this.last + ": " + ex.getMessage(), ex);
		}
		return this;
	}

	/**
	 * Wait until a number of calls have arrived in total, including those that this
	 * expectation has received before.
	 * @param times the number of calls
	 * @return this
	 */
	public SocketExpectation<T> times(int times) {
		this.finished = true;
		while (this.taken < times) {
			this.description = ", number " + (this.taken + 1) + " of " + times;
			take();
		}
		return this;
	}

	/**
	 * Return the payload of the latest call, or wait for one if there is none yet.
	 * @return the payload
	 */
	public T payload() {
		return payload(latest());
	}

	/**
	 * Assert that the other side cancels the latest call, or wait for one if there is
	 * none yet. A connection that closes cancels its calls too.
	 */
	public void cancels() {
		if (!this.method.isAnswered()) {
			throw new IllegalStateException(this.method.path() + " expects no answer, so that nobody cancels it");
		}
		Call call = latest();
		if (this.calls.await(() -> call.isCancelled() ? call : null, timeout()) == null) {
			throw failure("the cancellation of " + call, "none within " + timeout(), null);
		}
	}

	/**
	 * Receive the stream that the latest call takes, or wait for a call if there is none
	 * yet. All items are requested. Not for a call whose stubbed answer consumes the
	 * stream.
	 * @param type the class of the items
	 * @param <I> the class of the items
	 * @return the stream, whose end must be checked
	 */
	public <I> SocketStream<I> input(Class<I> type) {
		return input(type, Long.MAX_VALUE);
	}

	/**
	 * Receive the stream that the latest call takes, and request a number of its items;
	 * see {@link #input(Class)}.
	 * @param type the class of the items
	 * @param request the number of items to request at first
	 * @param <I> the class of the items
	 * @return the stream, whose end must be checked
	 */
	public <I> SocketStream<I> input(Class<I> type, long request) {
		if (this.method.inputItemType() == null) {
			throw new IllegalStateException(this.method.path() + " takes no stream: use payload()");
		}
		Call call = latest();
		return new SocketStream<>(this.conversation, "Input of " + call, false,
				Objects.requireNonNull(call.input()).cast(type), request);
	}

	private Call latest() {
		Call last = this.last;
		return (last != null) ? last : takeCall();
	}

	/**
	 * Assert that there is no such call: none in response to what was sent so far, and
	 * none within the time set by {@link #within}, if any. A later call is unexpected and
	 * fails the test at its end.
	 */
	public void never() {
		never((payload) -> true);
	}

	/**
	 * Assert that there is no such call whose payload matches; see {@link #never()}.
	 * @param predicate a predicate of the payload
	 */
	public void never(Predicate<T> predicate) {
		this.finished = true;
		this.conversation.settle();
		Duration time = (this.within != null) ? this.within : Duration.ZERO;
		Call found = this.calls.await(() -> this.calls.open(this.method)
			.stream()
			.filter((call) -> call.method().equals(this.method) && predicate.test(payload(call)))
			.findFirst()
			.orElse(null), time);
		if (found != null) {
			throw failure("no call", found.toString(), null);
		}
	}

	private T take() {
		return payload(takeCall());
	}

	private Duration timeout() {
		return (this.within != null) ? this.within : this.conversation.timeout();
	}

	private Call takeCall() {
		this.finished = true;
		Duration time = timeout();
		Call found = this.calls.await(this::next, time);
		if (found == null || !matches(found)) {
			throw failure("a call" + this.description, actual(found, time), null);
		}
		found.take();
		this.taken++;
		this.last = found;
		return found;
	}

	// In order, the next call is taken even if it is the wrong one.
	private @Nullable Call next() {
		return this.calls.open(this.method)
			.stream()
			.filter((call) -> !this.anyOrder || matches(call))
			.findFirst()
			.orElse(null);
	}

	private boolean matches(Call call) {
		return call.method().equals(this.method) && this.predicate.test(payload(call));
	}

	// Null for a method without payload, whose T is Void.
	@SuppressWarnings({ "unchecked", "NullAway" })
	private static <T> T payload(Call call) {
		return (T) call.payload();
	}

	private String actual(@Nullable Call found, Duration time) {
		if (found == null) {
			List<Call> others = this.calls.open(this.method);
			String end = this.calls.ended();
			return ((end != null) ? "none, and " + end : "none within " + time)
					+ (others.isEmpty() ? "" : "; there were " + others);
		}
		return found + (found.method().equals(this.method) ? ""
				: " arrived first: expect it earlier, stub or ignore it, or add anyOrder()");
	}

	private AssertionError failure(String expected, String actual, @Nullable Throwable cause) {
		return this.conversation.failure(this.method.path(), expected, actual, cause);
	}

	/**
	 * Return what is missing when the test ends, or {@code null}.
	 */
	@Nullable String fault() {
		return this.finished ? null : "expect(" + this.method.path()
				+ ") is unfinished: finish it with matching(...), satisfying(...), payload(), times(1) or never()";
	}

}
