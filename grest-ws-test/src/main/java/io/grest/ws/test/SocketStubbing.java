package io.grest.ws.test;

import java.time.Duration;
import java.util.function.Function;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.error.SocketException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * How calls of one method are answered from now on, those that wait for an answer already
 * included. The latest word on a method counts.
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
		if (method.mode() != ContractMethod.Mode.REQUEST_RESPONSE) {
			throw new IllegalStateException(
					method.path() + " is never answered: expect it, or let it pass by ignore(...)");
		}
	}

	/**
	 * Take some time for each answer. Stands before the answer.
	 * @param delay how long
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
	 * Answer with what a function makes of the payload.
	 * @param function given the payload, {@code null} where there is none
	 */
	@SuppressWarnings({ "unchecked", "NullAway" })
	public void answerWith(Function<T, R> function) {
		reply((payload) -> Mono.fromCallable(() -> function.apply((T) payload)));
	}

	/**
	 * Answer with an error.
	 * @param error an error that the method declares
	 * @throws IllegalStateException if it does not: the other side would be told
	 * SERVER_ERROR
	 */
	public void fail(SocketException error) {
		if (!this.method.errors().containsKey(error.type())) {
			throw new IllegalStateException(this.method.path() + " does not declare " + error.type() + ": add throws "
					+ error.getClass().getSimpleName() + " to the method, or fail with one of "
					+ this.method.errors().keySet().stream().sorted().toList());
		}
		reply((payload) -> Mono.error(error));
	}

	/**
	 * Do not answer.
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
	 * What is missing when the test ends.
	 */
	@Nullable String fault() {
		return this.finished ? null
				: "when(" + this.method.path() + ") says no answer: finish it by answer(...), fail(...) or never()";
	}

}
