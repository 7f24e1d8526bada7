package io.grest.ws.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.test.wire.FrameLog;
import io.grest.ws.test.wire.RecordedFrame;
import io.grest.ws.test.wire.SocketFaults;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Base class of the test's side of a contract, with the calls expected from the other
 * side and the answers to them.
 *
 * <p>
 * Every wait has a timeout, 5 seconds unless {@linkplain #timeout set} otherwise, and a
 * failure lists the last 20 frames of both directions. A call that the test neither
 * expected nor stubbed fails the test at its end, unless it is {@link #lenient()}. Not
 * thread-safe: use it on one thread.
 *
 * @param <L> this side's interface
 * @param <P> the class itself
 * @since 0.1.0
 */
public abstract sealed class SocketPeer<L, P extends SocketPeer<L, P>> implements AutoCloseable
		permits SocketTester, SocketServerStub {

	private final Conversation conversation;

	private final ReceivedCalls<L> calls;

	SocketPeer(SocketContract<?, ?> contract, Duration timeout, Class<L> type, List<ContractMethod> methods) {
		this.conversation = new Conversation(contract, timeout);
		this.calls = new ReceivedCalls<>(type, methods);
	}

	Conversation conversation() {
		return this.conversation;
	}

	ReceivedCalls<L> calls() {
		return this.calls;
	}

	@SuppressWarnings("unchecked")
	private P self() {
		return (P) this;
	}

	/**
	 * Set the timeout of all waits until the end of the test.
	 * @param timeout the timeout
	 * @return this
	 */
	public P timeout(Duration timeout) {
		this.conversation.timeout(timeout);
		return self();
	}

	/**
	 * Allow calls that the test neither expects nor stubs. Those that expect an answer
	 * receive {@code ROUTE_NOT_FOUND}.
	 * @return this
	 */
	public P lenient() {
		this.calls.lenient();
		return self();
	}

	/**
	 * Expect the other side to call a method.
	 * @param method the method, such as {@code ChatClient::newMessage}
	 * @param <T> the type of the payload
	 * @return the expectation, to be completed by the test
	 */
	public <T> SocketExpectation<T> expect(BiConsumer<L, T> method) {
		return expectation(naming(method));
	}

	/**
	 * Expect the other side to call a method that has no payload.
	 * @param method the method, such as {@code ChatClient::areYouThere}
	 * @return the expectation, to be completed by the test
	 */
	public SocketExpectation<Void> expect(Consumer<L> method) {
		return expectation(naming(method));
	}

	private <T> SocketExpectation<T> expectation(BiConsumer<L, @Nullable Object> method) {
		SocketExpectation<T> expectation = new SocketExpectation<>(this.conversation, this.calls,
				this.calls.named(method));
		this.conversation.begin(expectation::fault);
		return expectation;
	}

	@SuppressWarnings({ "unchecked", "NullAway" })
	private static <L, T> BiConsumer<L, @Nullable Object> naming(BiConsumer<L, T> method) {
		return (side, payload) -> method.accept(side, (T) payload);
	}

	private static <L> BiConsumer<L, @Nullable Object> naming(Consumer<L> method) {
		return (side, payload) -> method.accept(side);
	}

	/**
	 * Set the answer to calls of a method without payload.
	 * @param method the method, such as {@code ChatClient::areYouThere}
	 * @param <R> the type of the answer
	 * @return the stubbing, to be completed by the test
	 */
	public <R> SocketStubbing<Void, R> when(Function<L, Mono<R>> method) {
		return stubbing((side, payload) -> method.apply(side));
	}

	/**
	 * Set the answer to calls of a method.
	 * @param method the method, such as {@code ChatClient::confirm}
	 * @param <T> the type of the payload
	 * @param <R> the type of the answer
	 * @return the stubbing, to be completed by the test
	 */
	@SuppressWarnings({ "unchecked", "NullAway" })
	public <T, R> SocketStubbing<T, R> when(BiFunction<L, T, Mono<R>> method) {
		return stubbing((side, payload) -> method.apply(side, (T) payload));
	}

	/**
	 * Set the answer to calls of a method without payload that returns a value.
	 * @param method the method, such as {@code ChatClient::areYouThere}
	 * @param <R> the type of the answer
	 * @return the stubbing, to be completed by the test
	 */
	public <R> SocketStubbing<Void, R> whenBlocking(Function<L, @Nullable R> method) {
		return stubbing((side, payload) -> method.apply(side));
	}

	/**
	 * Set the answer to calls of a method that returns a value.
	 * @param method the method, such as {@code ChatClient::confirm}
	 * @param <T> the type of the payload
	 * @param <R> the type of the answer
	 * @return the stubbing, to be completed by the test
	 */
	@SuppressWarnings({ "unchecked", "NullAway" })
	public <T, R> SocketStubbing<T, R> whenBlocking(BiFunction<L, T, @Nullable R> method) {
		return stubbing((side, payload) -> method.apply(side, (T) payload));
	}

	private <T, R> SocketStubbing<T, R> stubbing(BiConsumer<L, @Nullable Object> method) {
		SocketStubbing<T, R> stubbing = new SocketStubbing<>(this.calls, this.calls.named(method));
		this.conversation.begin(stubbing::fault);
		return stubbing;
	}

	/**
	 * Set the answer to calls of a method without payload that answers with a stream.
	 * @param method the method, such as {@code ChatClient::positions}
	 * @param <R> the type of the items
	 * @return the stubbing, to be completed by the test
	 */
	public <R> SocketStreamStubbing<Void, R> whenStream(Function<L, Flux<R>> method) {
		return streamStubbing((side, payload) -> method.apply(side));
	}

	/**
	 * Set the answer to calls of a method that answers with a stream.
	 * @param method the method, such as {@code ChatClient::follow}
	 * @param <T> the type of the payload, or of the stream if that is all that the method
	 * takes
	 * @param <R> the type of the items
	 * @return the stubbing, to be completed by the test
	 */
	@SuppressWarnings({ "unchecked", "NullAway" })
	public <T, R> SocketStreamStubbing<T, R> whenStream(BiFunction<L, T, Flux<R>> method) {
		return streamStubbing((side, payload) -> method.apply(side, (T) payload));
	}

	private <T, R> SocketStreamStubbing<T, R> streamStubbing(BiConsumer<L, @Nullable Object> method) {
		SocketStreamStubbing<T, R> stubbing = new SocketStreamStubbing<>(this.calls, this.calls.named(method));
		this.conversation.begin(stubbing::fault);
		return stubbing;
	}

	/**
	 * Create a stream that the test sends item by item, for one call of either side.
	 * @param <T> the type of the items
	 * @return the feed
	 */
	public <T> SocketFeed<T> feed() {
		return new SocketFeed<>(this.conversation);
	}

	/**
	 * Allow unexpected calls of a method.
	 * @param method the method, such as {@code ChatClient::typing}
	 * @param <T> the type of the payload
	 * @return this
	 */
	public <T> P ignore(BiConsumer<L, T> method) {
		this.calls.ignore(this.calls.named(naming(method)));
		return self();
	}

	/**
	 * Allow unexpected calls of a method without payload.
	 * @param method the method, such as {@code ChatClient::refresh}
	 * @return this
	 */
	public P ignore(Consumer<L> method) {
		this.calls.ignore(this.calls.named(naming(method)));
		return self();
	}

	/**
	 * Return the faults of the network between both sides.
	 * @return the faults, initially none
	 */
	public SocketFaults faults() {
		return this.conversation.wire().faults();
	}

	/**
	 * Return the frames sent and received since the test began.
	 * @return the frames
	 */
	public List<RecordedFrame> frames() {
		return log().frames();
	}

	/**
	 * Return the log of sent and received frames, which can be awaited.
	 * @return the log
	 */
	public FrameLog log() {
		return this.conversation.wire().log();
	}

	/**
	 * Fail if anything unexpected happened, or if a call, an expectation or a stubbing is
	 * unfinished. Waits until what was sent so far is handled.
	 */
	public final void verify() {
		List<String> faults = new ArrayList<>();
		gather(faults);
		if (!faults.isEmpty()) {
			throw new AssertionError(this + "\n  " + String.join("\n  ", faults) + "\n" + log().describe());
		}
	}

	void gather(List<String> faults) {
		if (this.calls.isLenient()) {
			return;
		}
		settle();
		this.calls.open(null)
			.forEach((call) -> faults.add("The other side called " + call + ", which the test neither expected nor"
					+ " stubbed: use expect(...) or when(...), or allow it with ignore(...) or lenient()"));
		faults.addAll(this.conversation.leftovers());
	}

	/**
	 * Wait until what was sent so far has arrived.
	 */
	abstract void settle();

	/**
	 * Disconnect, and discard all expectations, stubbings, settings and records.
	 */
	public void reset() {
		this.conversation.wire().cut();
		this.calls.reset();
		this.conversation.reset();
	}

	/**
	 * {@linkplain #verify() Verify} and {@linkplain #reset() reset}.
	 */
	@Override
	public void close() {
		try {
			verify();
		}
		finally {
			reset();
		}
	}

}
