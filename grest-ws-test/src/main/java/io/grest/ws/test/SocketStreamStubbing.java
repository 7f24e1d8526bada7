package io.grest.ws.test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.error.SocketException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Stubbing of the answer to calls of one method that answers with a stream, including
 * calls that already wait for an answer. The latest stubbing of a method applies.
 *
 * @param <T> the type of the payload; of a method without payload that takes a stream, a
 * {@code Flux}
 * @param <R> the type of the items
 * @since 0.1.0
 */
public final class SocketStreamStubbing<T, R> {

	private final ReceivedCalls<?> calls;

	private final ContractMethod method;

	private boolean finished;

	SocketStreamStubbing(ReceivedCalls<?> calls, ContractMethod method) {
		this.calls = calls;
		this.method = method;
		if (method.mode() != ContractMethod.Mode.STREAM) {
			throw new IllegalStateException(method.path() + " does not answer with a stream: use "
					+ (method.isAnswered() ? "when(...)" : "expect(...) or ignore(...)"));
		}
	}

	/**
	 * Answer with items, and complete.
	 * @param items the items
	 */
	@SafeVarargs
	public final void items(R... items) {
		List<R> list = new ArrayList<>();
		for (R item : items) {
			list.add(item);
		}
		answer(Flux.fromIterable(list));
	}

	/**
	 * Answer with a stream, such as that of a {@link SocketFeed}.
	 * @param items the stream, subscribed to for each call
	 */
	public void answer(Flux<R> items) {
		reply((payload) -> items);
	}

	/**
	 * Answer with the result of a function.
	 * @param function a function of the payload, which is {@code null} if there is none
	 */
	@SuppressWarnings({ "unchecked", "NullAway" })
	public void answerWith(Function<T, Flux<R>> function) {
		reply((payload) -> Flux.defer(() -> function.apply((T) payload)));
	}

	/**
	 * Answer with an error, without items.
	 * @param error an error that the method declares
	 * @throws IllegalStateException if the method does not declare the error: the other
	 * side would receive SERVER_ERROR
	 */
	public void fail(SocketException error) {
		SocketStubbing.checkDeclared(this.method, error);
		reply((payload) -> Flux.error(error));
	}

	/**
	 * Send no item, and never complete.
	 */
	public void never() {
		reply((payload) -> Flux.never());
	}

	private void reply(Function<@Nullable Object, Flux<?>> answer) {
		this.finished = true;
		this.calls.stub(this.method, answer::apply);
	}

	/**
	 * Return what is missing when the test ends, or {@code null}.
	 */
	@Nullable String fault() {
		return this.finished ? null : "whenStream(" + this.method.path()
				+ ") has no answer: finish it with items(...), answer(...), fail(...) or never()";
	}

}
