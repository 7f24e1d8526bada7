package io.grest.ws.test;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.test.ReceivedCalls.Call;
import org.jspecify.annotations.Nullable;

/**
 * What the other side is expected to call. {@link #matching}, {@link #satisfying},
 * {@link #times} and {@link #payload} wait for it; {@link #within} and {@link #anyOrder}
 * stand before these.
 *
 * <p>
 * Calls are expected in the order of arrival: the next call that no expectation has taken
 * yet has to be this one. Calls of methods that are stubbed or ignored do not count,
 * unless they are what is expected.
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
	 * Pass over calls that arrived before.
	 * @return this
	 */
	public SocketExpectation<T> anyOrder() {
		this.anyOrder = true;
		return this;
	}

	/**
	 * Set how long to wait, instead of the tester's timeout. Said of a call that was
	 * waited for already: it has to have arrived in that time.
	 * @param within how long, from {@code expect} on
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
	 * @param predicate whether it does
	 * @return this
	 */
	public SocketExpectation<T> matching(Predicate<T> predicate) {
		this.predicate = predicate;
		this.description = " that matches";
		take();
		return this;
	}

	/**
	 * Wait for one call, and look at its payload.
	 * @param assertions are to hold for it
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
	 * Wait until this many calls have arrived in all, those that this expectation waited
	 * for before included.
	 * @param times how many
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
	 * Wait for one call, unless this expectation has done so before.
	 * @return the payload of the latest call
	 */
	public T payload() {
		Call last = this.last;
		return (last != null) ? payload(last) : take();
	}

	/**
	 * There is no such call: not in answer to what was sent so far, and none arrives
	 * within the time set by {@link #within}, if any. One that arrives later is
	 * unexpected, and fails the test at its end.
	 */
	public void never() {
		never((payload) -> true);
	}

	/**
	 * There is no such call whose payload matches; see {@link #never()}.
	 * @param predicate whether it does
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
		this.finished = true;
		Duration time = (this.within != null) ? this.within : this.conversation.timeout();
		Call found = this.calls.await(this::next, time);
		if (found == null || !matches(found)) {
			throw failure("a call" + this.description, actual(found, time), null);
		}
		found.take();
		this.taken++;
		this.last = found;
		return payload(found);
	}

	// In order, the next call is the one, be it wrong.
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
				: " arrived before: expect it first, stub or ignore it, or add anyOrder()");
	}

	private AssertionError failure(String expected, String actual, @Nullable Throwable cause) {
		return this.conversation.failure(this.method.path(), expected, actual, cause);
	}

	/**
	 * What is missing when the test ends.
	 */
	@Nullable String fault() {
		return this.finished ? null : "expect(" + this.method.path()
				+ ") waits for nothing: finish it by matching(...), satisfying(...), payload(), times(1) or never()";
	}

}
