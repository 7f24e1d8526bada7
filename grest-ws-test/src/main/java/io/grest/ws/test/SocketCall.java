package io.grest.ws.test;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.test.assertion.JsonMatch;
import org.jspecify.annotations.Nullable;

/**
 * A call that was sent. What is asked of it waits for its answer; a call of which nothing
 * is asked fails the test at its end.
 *
 * @param <T> the type of the answer
 * @since 0.1.0
 */
public final class SocketCall<T> {

	private final Conversation conversation;

	private final String name;

	private final boolean answered;

	private final CompletableFuture<Optional<T>> future;

	private final JsonMatch match;

	private @Nullable Duration within;

	private boolean finished;

	SocketCall(Conversation conversation, String name, boolean answered, CompletableFuture<Optional<T>> future,
			JsonMatch match) {
		this.conversation = conversation;
		this.name = name;
		this.answered = answered;
		this.future = future;
		this.match = match;
	}

	/**
	 * Set how long to wait for the answer, instead of the tester's timeout.
	 * @param within how long
	 * @return this
	 */
	public SocketCall<T> within(Duration within) {
		this.within = within;
		return this;
	}

	/**
	 * The call succeeds.
	 * @return the answer
	 */
	public T succeeds() {
		Outcome<T> outcome = outcome();
		if (!this.answered) {
			throw new IllegalStateException(this.name + " is never answered: finish it by sent()");
		}
		if (outcome.value() == null) {
			throw failure("success", outcome.toString(), outcome.error());
		}
		return outcome.value();
	}

	/**
	 * The call succeeds, and its answer satisfies assertions.
	 * @param assertions are to hold for the answer
	 */
	public void succeeds(Consumer<T> assertions) {
		T value = succeeds();
		try {
			assertions.accept(value);
		}
		catch (AssertionError ex) {
			throw failure("an answer that satisfies the assertions", value + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * The call succeeds with a value.
	 * @param expected what equals the answer
	 */
	public void returns(T expected) {
		T value = succeeds();
		if (!value.equals(expected)) {
			throw failure(String.valueOf(expected), value.toString(), null);
		}
	}

	/**
	 * The call succeeds with an answer that has at least the fields given.
	 * @param partial a map, a text of JSON, or any object, of which what is {@code null}
	 * does not count. Objects within are compared likewise, arrays item by item
	 */
	public void matches(Object partial) {
		T value = succeeds();
		String difference = this.match.difference(partial, value);
		if (difference != null) {
			throw failure("an answer with " + this.match.describe(partial), value + ": " + difference, null);
		}
	}

	/**
	 * The call fails with an error of the contract.
	 * @param type the error's class
	 * @param <E> the error's class
	 * @return the error, with its data
	 */
	public <E extends SocketException> E fails(Class<E> type) {
		Outcome<T> outcome = outcome();
		if (!type.isInstance(outcome.error())) {
			throw failure(type.getSimpleName(), outcome.toString(), outcome.error());
		}
		return type.cast(outcome.error());
	}

	/**
	 * The call fails with an error of the contract that satisfies assertions.
	 * @param type the error's class
	 * @param assertions are to hold for the error
	 * @param <E> the error's class
	 */
	public <E extends SocketException> void fails(Class<E> type, Consumer<E> assertions) {
		E error = fails(type);
		try {
			assertions.accept(error);
		}
		catch (AssertionError ex) {
			throw failure(type.getSimpleName() + " that satisfies the assertions",
					error + " with " + error.data() + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * The call fails validation, and of these fields among others.
	 * @param paths the paths of fields that break a constraint, such as {@code text} or
	 * {@code items.0.name}
	 */
	public void failsValidation(String... paths) {
		ValidationException error = fails(ValidationException.class);
		for (String path : paths) {
			if (error.issues().stream().noneMatch((issue) -> issue.path().equals(path))) {
				throw failure("issues of " + Arrays.toString(paths), error.issues().toString(), error);
			}
		}
	}

	/**
	 * No answer comes in time.
	 */
	public void timesOut() {
		Outcome<T> outcome = outcome();
		if (outcome.isThere()) {
			throw failure("no answer within " + timeout(), outcome.toString(), outcome.error());
		}
	}

	/**
	 * The message is sent. For a method that is never answered.
	 */
	public void sent() {
		Outcome<T> outcome = outcome();
		if (this.answered) {
			throw new IllegalStateException(
					this.name + " is answered: finish it by succeeds(), fails(...) or one of the others");
		}
		if (outcome.error() != null || !outcome.isThere()) {
			throw failure("to be sent", outcome.toString(), outcome.error());
		}
	}

	private Outcome<T> outcome() {
		this.finished = true;
		try {
			Optional<T> value = this.future.get(timeout().toNanos(), TimeUnit.NANOSECONDS);
			return new Outcome<>(true, value.orElse(null), null, "");
		}
		catch (ExecutionException ex) {
			return new Outcome<>(true, null, Objects.requireNonNull(ex.getCause()), "");
		}
		catch (TimeoutException ex) {
			return new Outcome<>(false, null, null, "no answer within " + timeout());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new Outcome<>(false, null, null, "interrupted while waiting for the answer");
		}
	}

	private Duration timeout() {
		return (this.within != null) ? this.within : this.conversation.timeout();
	}

	private AssertionError failure(String expected, String actual, @Nullable Throwable cause) {
		return this.conversation.failure(this.name, expected, actual, cause);
	}

	/**
	 * What is missing when the test ends.
	 */
	@Nullable String fault() {
		return this.finished ? null : this.name + " was called, and nothing was asked of its outcome: finish it by "
				+ (this.answered ? "succeeds(), fails(...), timesOut() or one of the others" : "sent()");
	}

	private record Outcome<T>(boolean isThere, @Nullable T value, @Nullable Throwable error, String absence) {

		@Override
		public String toString() {
			if (this.error instanceof SocketException known && known.data() != null
					&& !(known instanceof ValidationException)) {
				return known + " with " + known.data();
			}
			if (this.error != null) {
				return this.error.toString();
			}
			return this.isThere ? ((this.value != null) ? this.value.toString() : "success without a value")
					: this.absence;
		}

	}

}
