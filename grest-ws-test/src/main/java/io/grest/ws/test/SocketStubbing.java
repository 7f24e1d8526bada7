package io.grest.ws.test;

import java.time.Duration;
import java.util.function.Function;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.error.SocketException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Stubbing of the answer to calls of one method, including calls that already wait for an
 * answer. The latest stubbing of a method applies.
 *
 * @param <T> the type of the payload
 * @param <R> the type of the answer
 * @since 0.1.0
 */
public final class SocketStubbing<T, R> {

	private final ReceivedCalls<?> calls;

	private final ContractMethod method;

	private Duration delay = Duration.ZERO;

	private boolean finished;

	SocketStubbing(ReceivedCalls<?> calls, ContractMethod method) {
		this.calls = calls;
		this.method = method;
		if (method.mode() == ContractMethod.Mode.STREAM) {
			throw new IllegalStateException(method.path() + " answers with a stream: use whenStream(...)");
		}
		if (method.mode() != ContractMethod.Mode.REQUEST_RESPONSE) {
			throw new IllegalStateException(method.path() + " expects no answer: use expect(...) or ignore(...)");
		}
	}

	/**
	 * Delay each answer. Call it before the method that sets the answer.
	 * @param delay the delay
	 * @return this
	 */
	public SocketStubbing<T, R> after(Duration delay) {
		this.delay = delay;
		return this;
	}

	/**
	 * Answer with a value.
	 * @param value the value
	 */
	public void answer(R value) {
		reply((payload) -> Mono.just(value));
	}

	/**
	 * Answer with the result of a function.
	 * @param function a function of the payload, which is {@code null} if there is none
	 */
	@SuppressWarnings({ "unchecked", "NullAway" })
	public void answerWith(Function<T, R> function) {
		reply((payload) -> Mono.fromCallable(() -> function.apply((T) payload)));
	}

	/**
	 * Answer with the outcome of a {@code Mono}, such as one that waits for the stream
	 * that the call takes.
	 * @param function a function of the payload, which is {@code null} if there is none,
	 * or of the stream if that is all that the method takes
	 */
	@SuppressWarnings({ "unchecked", "NullAway" })
	public void answerLater(Function<T, Mono<R>> function) {
		reply((payload) -> Mono.defer(() -> function.apply((T) payload)));
	}

	/**
	 * Answer with an error.
	 * @param error an error that the method declares
	 * @throws IllegalStateException if the method does not declare the error: the other
	 * side would receive SERVER_ERROR
	 */
	public void fail(SocketException error) {
		checkDeclared(this.method, error);
		reply((payload) -> Mono.error(error));
	}

	static void checkDeclared(ContractMethod method, SocketException error) {
		if (!method.errors().containsKey(error.type())) {
			throw new IllegalStateException(method.path() + " does not declare " + error.type() + ": add throws "
					+ error.getClass().getSimpleName() + " to the method, or fail with one of "
					+ method.errors().keySet().stream().sorted().toList());
		}
	}

	/**
	 * Never answer.
	 */
	public void never() {
		reply((payload) -> Mono.never());
	}

	private void reply(Function<@Nullable Object, Mono<?>> answer) {
		this.finished = true;
		Duration delay = this.delay;
		this.calls.stub(this.method, (payload) -> {
			Mono<Object> reply = answer.apply(payload).cast(Object.class);
			return delay.isZero() ? reply : Mono.delay(delay).then(reply);
		});
	}

	/**
	 * Return what is missing when the test ends, or {@code null}.
	 */
	@Nullable String fault() {
		return this.finished ? null
				: "when(" + this.method.path() + ") has no answer: finish it with answer(...), fail(...) or never()";
	}

}
