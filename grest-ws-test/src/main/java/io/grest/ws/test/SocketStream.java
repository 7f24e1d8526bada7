package io.grest.ws.test;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.grest.ws.error.SocketException;
import io.grest.ws.test.wire.RecordedFrame;
import io.grest.ws.test.wire.RecordedFrame.Direction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Stream that the other side sends: the answer to a call, or the input of a call by the
 * other side. Items are asserted in the order of arrival, each assertion waits for them.
 * A stream whose end is neither asserted nor {@linkplain #cancel() cancelled} fails the
 * test at its end.
 *
 * <pre class="code">
 * prices.stream(server -&gt; server.watch(acme)).items(new Price(7), new Price(8)).completes();
 * </pre>
 *
 * @param <T> the type of the items
 * @since 0.1.0
 */
public final class SocketStream<T> {

	private final Conversation conversation;

	private final String name;

	private final boolean confirmed;

	private final ReceivedItems<T> received;

	private @Nullable Duration within;

	private boolean finished;

	// The frames before the cancellation, or null until then.
	private @Nullable Set<RecordedFrame> before;

	/**
	 * Subscribe to a stream.
	 * @param conversation the state of the test
	 * @param name the name of the stream, for failures
	 * @param confirmed whether the other side confirms a cancellation
	 * @param items the stream
	 * @param request the number of items to request at first
	 */
	SocketStream(Conversation conversation, String name, boolean confirmed, Flux<T> items, long request) {
		this.conversation = conversation;
		this.name = name;
		this.confirmed = confirmed;
		this.received = new ReceivedItems<>(request);
		conversation.begin(this::fault);
		items.subscribe(this.received);
	}

	/**
	 * Set the timeout of each assertion, in place of the tester's.
	 * @param within the timeout
	 * @return this
	 */
	public SocketStream<T> within(Duration within) {
		this.within = within;
		return this;
	}

	/**
	 * Request further items. For a stream that was begun with a number of items.
	 * @param items the number of items
	 * @return this
	 */
	public SocketStream<T> request(long items) {
		this.received.requestMore(items);
		return this;
	}

	/**
	 * Assert that the next items are the given ones.
	 * @param expected the items, compared by {@code equals}
	 * @return this
	 */
	@SafeVarargs
	public final SocketStream<T> items(T... expected) {
		for (T item : expected) {
			String wanted = item + " as item " + this.received.number();
			T found = take(wanted);
			if (!found.equals(item)) {
				throw failure(wanted, found.toString(), null);
			}
		}
		return this;
	}

	/**
	 * Return the next item.
	 * @return the item
	 */
	public T next() {
		return take("item " + this.received.number());
	}

	/**
	 * Assert that the next item satisfies assertions.
	 * @param assertions the assertions on the item
	 * @return this
	 */
	public SocketStream<T> next(Consumer<T> assertions) {
		String wanted = "item " + this.received.number() + " to satisfy the assertions";
		T item = take(wanted);
		try {
			assertions.accept(item);
		}
		catch (AssertionError ex) {
			throw failure(wanted, item + ": " + ex.getMessage(), ex);
		}
		return this;
	}

	private T take(String wanted) {
		T item = this.received.take(timeout());
		if (item == null) {
			throw failure(wanted, absence(), this.received.error());
		}
		return item;
	}

	/**
	 * Assert that no further item arrives: none in response to what was sent so far, and
	 * none within the time set by {@link #within}, if any.
	 * @return this
	 */
	public SocketStream<T> noItems() {
		// An item that is ready follows the frames that wait, so the pong of the first.
		this.conversation.settle();
		this.conversation.settle();
		T item = this.received.peek((this.within != null) ? this.within : Duration.ZERO);
		if (item != null) {
			throw failure("no item " + this.received.number(), item.toString(), null);
		}
		return this;
	}

	/**
	 * Assert that the stream completes, without a further item.
	 */
	public void completes() {
		Throwable error = end("completion");
		if (error != null) {
			throw failure("completion", Outcomes.describe(error), error);
		}
	}

	/**
	 * Assert that the stream fails with an error of the contract, without a further item.
	 * @param type the error's class
	 * @param <E> the error's class
	 * @return the error, with its data
	 */
	public <E extends SocketException> E fails(Class<E> type) {
		Throwable error = end(type.getSimpleName());
		if (!type.isInstance(error)) {
			throw failure(type.getSimpleName(), (error != null) ? Outcomes.describe(error) : absence(), error);
		}
		return type.cast(error);
	}

	/**
	 * Assert that the stream fails with an error of the contract that satisfies
	 * assertions, without a further item.
	 * @param type the error's class
	 * @param assertions the assertions on the error
	 * @param <E> the error's class
	 */
	public <E extends SocketException> void fails(Class<E> type, Consumer<E> assertions) {
		E error = fails(type);
		try {
			assertions.accept(error);
		}
		catch (AssertionError ex) {
			throw failure(type.getSimpleName() + " that satisfies the assertions",
					Outcomes.describe(error) + ": " + ex.getMessage(), ex);
		}
	}

	private @Nullable Throwable end(String wanted) {
		this.finished = true;
		T item = this.received.peek(timeout());
		if (item != null) {
			throw failure(wanted, "item " + this.received.number() + ": " + item, null);
		}
		if (!this.received.hasEnded()) {
			throw failure(wanted, absence(), null);
		}
		return this.received.error();
	}

	/**
	 * Cancel the stream. Items that have arrived and were not asserted are discarded.
	 * @return this
	 */
	public SocketStream<T> cancel() {
		this.finished = true;
		if (!this.received.hasEnded()) {
			Set<RecordedFrame> before = Collections.newSetFromMap(new IdentityHashMap<>());
			before.addAll(this.conversation.wire().log().frames());
			this.before = before;
		}
		this.received.cancel();
		return this;
	}

	/**
	 * Assert that the other side ends the call after it was {@linkplain #cancel()
	 * cancelled}, and so its own stream.
	 * @throws IllegalStateException if this is the input of a call, whose cancellation
	 * the other side does not confirm
	 */
	public void cancels() {
		if (!this.confirmed) {
			throw new IllegalStateException(this.name
					+ " is the input of a call, and the other side does not confirm its end: await the effect");
		}
		if (!this.received.isDisposed()) {
			throw new IllegalStateException(this.name + " is not cancelled: call cancel() before cancels()");
		}
		if (this.before == null) {
			throw failure("to end by the cancellation", "it had ended before: " + absence(), this.received.error());
		}
		RecordedFrame cancel = await(this.before, Direction.SENT, (frame) -> frame.text().startsWith("z::"));
		RecordedFrame end = (cancel != null) ? await(this.before, Direction.RECEIVED,
				(frame) -> frame.text().startsWith("s:") && frame.id().equals(cancel.callId())) : null;
		if (end == null) {
			throw failure("to end by the cancellation",
					((cancel != null) ? "no answer" : "no cancellation was sent") + " within " + timeout(), null);
		}
		if (!end.payload().contains("\"CANCELLED\"")) {
			throw failure("to end by the cancellation", end.payload(), null);
		}
	}

	private @Nullable RecordedFrame await(Set<RecordedFrame> before, Direction direction,
			Predicate<RecordedFrame> wanted) {
		Predicate<RecordedFrame> found = (frame) -> frame.direction() == direction && !before.contains(frame)
				&& wanted.test(frame);
		this.conversation.wire().log().await(found, timeout());
		return this.conversation.wire().log().frames().stream().filter(found).findFirst().orElse(null);
	}

	private Duration timeout() {
		return (this.within != null) ? this.within : this.conversation.timeout();
	}

	private String absence() {
		long count = this.received.number() - 1;
		String items = count + ((count == 1) ? " item" : " items");
		Throwable error = this.received.error();
		if (error != null) {
			return "failed after " + items + ": " + Outcomes.describe(error);
		}
		if (this.received.isDisposed()) {
			return (this.before != null) ? "the test has cancelled it after " + items : "completed after " + items;
		}
		return "none within " + timeout() + " after " + items
				+ (this.received.isSatisfied() ? ", and no more are requested: call request(n)" : "");
	}

	private AssertionError failure(String expected, String actual, @Nullable Throwable cause) {
		return this.conversation.failure(this.name, expected, actual, cause);
	}

	/**
	 * Return what is missing when the test ends, or {@code null}.
	 */
	private @Nullable String fault() {
		return this.finished ? null : this.name
				+ " was called, but its end was not checked: finish it with completes(), fails(...) or cancel()";
	}

}
