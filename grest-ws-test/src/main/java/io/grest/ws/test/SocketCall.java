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
 * Call that was sent. Each assertion waits for the answer; a call without an assertion
 * fails the test at its end.
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
	 * Set the timeout for the answer, in place of the tester's.
	 * @param within the timeout
	 * @return this
	 */
	public SocketCall<T> within(Duration within) {
		this.within = within;
		return this;
	}

	/**
	 * Assert that the call succeeds with a value.
	 * @return the answer
	 */
	public T succeeds() {
		Outcome<T> outcome = outcome();
		if (!this.answered) {
			throw new IllegalStateException(this.name + " expects no answer: finish it with sent()");
		}
		if (outcome.value() == null) {
			throw failure("success", outcome.toString(), outcome.error());
		}
		return outcome.value();
	}

	/**
	 * Assert that the call succeeds with an answer that satisfies assertions.
	 * @param assertions the assertions on the answer
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
	 * Assert that the call succeeds with a given answer.
	 * @param expected the expected answer, compared by {@code equals}
	 */
	public void returns(T expected) {
		T value = succeeds();
		if (!value.equals(expected)) {
			throw failure(String.valueOf(expected), value.toString(), null);
		}
	}

	/**
	 * Assert that the call succeeds with an answer that has at least the given fields.
	 * Nested objects are compared in the same way, arrays item by item.
	 * @param partial a map, a JSON text, or any object, whose {@code null} fields are
	 * ignored
	 */
	public void matches(Object partial) {
		T value = succeeds();
		this.match.difference(partial, value).ifPresent((difference) -> {
			throw failure("an answer with " + this.match.describe(partial), value + ": " + difference, null);
		});
	}

	/**
	 * Assert that the call fails with an error of the contract.
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
	 * Assert that the call fails with an error of the contract that satisfies assertions.
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
					error + " with " + error.data() + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Assert that the call fails validation of at least the given fields.
	 * @param paths the paths of fields that violate a constraint, such as {@code text} or
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
	 * Assert that no answer arrives in time.
	 */
	public void timesOut() {
		Outcome<T> outcome = outcome();
		if (outcome.isThere()) {
			throw failure("no answer within " + timeout(), outcome.toString(), outcome.error());
		}
	}

	/**
	 * Assert that the call succeeds without a value, as that of a method that returns
	 * {@code Mono<Void>} does.
	 */
	public void completes() {
		Outcome<T> outcome = outcome();
		if (!this.answered) {
			throw new IllegalStateException(this.name + " expects no answer: finish it with sent()");
		}
		if (!outcome.isThere() || outcome.value() != null) {
			throw failure("success without a value", outcome.toString(), outcome.error());
		}
	}

	/**
	 * Assert that the message is sent. Only for a method that expects no answer.
	 */
	public void sent() {
		Outcome<T> outcome = outcome();
		if (this.answered) {
			throw new IllegalStateException(
					this.name + " expects an answer: finish it with succeeds(), completes(), fails(...) or the like");
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
	 * Return what is missing when the test ends, or {@code null}.
	 */
	@Nullable String fault() {
		return this.finished ? null : this.name + " was called, but its outcome was not checked: finish it with "
				+ (this.answered ? "succeeds(), fails(...), timesOut() or the like" : "sent()");
	}

	private record Outcome<T>(boolean isThere, @Nullable T value, @Nullable Throwable error, String absence) {

		@Override
		public String toString() {
			if (this.error != null) {
				return Outcomes.describe(this.error);
			}
			return this.isThere ? ((this.value != null) ? this.value.toString() : "success without a value")
					: this.absence;
		}

	}

}
