package io.grest.ws.test;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.error.RouteNotFoundException;
import io.grest.ws.internal.call.MessageRecorder;
import io.grest.ws.internal.call.ReturnAdapter;
import io.grest.ws.internal.reflect.ContractProxy;
import io.grest.ws.internal.reflect.StreamInput;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Calls received from the other side, and the answers to them.
 *
 * @param <L> this side's interface
 */
final class ReceivedCalls<L> {

	// A thread may wait for an answer that the test never sets.
	private static final Duration LONGEST = Duration.ofMinutes(1);

	private final Class<L> type;

	private final List<ContractMethod> methods;

	// All below is guarded by this.
	private final List<Call> calls = new ArrayList<>();

	private final Map<ContractMethod, Function<@Nullable Object, Publisher<?>>> stubs = new HashMap<>();

	private final Set<ContractMethod> ignored = new HashSet<>();

	private boolean lenient;

	private @Nullable String ended;

	// Calls from connections of an earlier generation are late and do not concern this
	// test.
	private int generation;

	ReceivedCalls(Class<L> type, List<ContractMethod> methods) {
		this.type = type;
		this.methods = methods;
	}

	/**
	 * Create the implementation of this side for connections of the current generation.
	 */
	synchronized L implementation() {
		int current = this.generation;
		return ContractProxy.create(this.type, (method, payload) -> receive(current, method, payload),
				"test's " + this.type.getSimpleName(), MessageRecorder.class);
	}

	/**
	 * Record a message.
	 */
	synchronized void record(ContractMethod method, @Nullable Object payload) {
		this.calls.add(new Call(method, payload, System.nanoTime()));
		notifyAll();
	}

	/**
	 * Find the method that a call names.
	 * @param call a function that calls one method of this side's interface
	 */
	ContractMethod named(BiConsumer<L, @Nullable Object> call) {
		List<Method> named = ContractProxy.named(this.type, call);
		if (named.size() != 1) {
			throw new IllegalStateException("Name one method of " + this.type.getSimpleName() + ", such as "
					+ this.type.getSimpleName() + "::" + example() + ": "
					+ (named.isEmpty() ? "none was called; toString, hashCode and equals do not count"
							: named.size() + " were called"));
		}
		return method(named.get(0));
	}

	private String example() {
		return this.methods.isEmpty() ? "..." : this.methods.get(0).name();
	}

	private ContractMethod method(Method method) {
		return this.methods.stream()
			.filter((candidate) -> candidate.method().equals(method))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(method + " is not a method of the contract"));
	}

	private @Nullable Object receive(int generation, Method method, @Nullable Object payload) {
		Call call = new Call(method(method), payload, System.nanoTime());
		Function<@Nullable Object, Publisher<?>> stub;
		boolean unknown;
		synchronized (this) {
			boolean late = generation != this.generation;
			if (!late) {
				this.calls.add(call);
			}
			stub = this.stubs.get(call.method());
			unknown = this.lenient || late;
			notifyAll();
		}
		ReturnAdapter returns = ReturnAdapter.of(call.method());
		if (returns == ReturnAdapter.MESSAGE) {
			return null;
		}
		Publisher<?> outcome = answer(call, stub, unknown);
		if (returns == ReturnAdapter.STREAM) {
			return Flux.from(outcome).doOnCancel(() -> change(call::cancel));
		}
		Mono<?> answer = Mono.from(outcome).doOnCancel(() -> change(call::cancel));
		return returns.adapt(call, (returns == ReturnAdapter.BLOCKING) ? answer.timeout(LONGEST) : answer);
	}

	private static Publisher<?> answer(Call call, @Nullable Function<@Nullable Object, Publisher<?>> stub,
			boolean unknown) {
		if (call.method().mode() == ContractMethod.Mode.FIRE_AND_FORGET) {
			return Mono.empty();
		}
		if (stub != null) {
			return stub.apply(call.payload());
		}
		return unknown ? Mono.error(new RouteNotFoundException("Route not found: " + call.method().path()))
				: call.answer();
	}

	/**
	 * Set the answer to calls of a method, including those that are waiting for one.
	 */
	void stub(ContractMethod method, Function<@Nullable Object, Publisher<?>> answer) {
		List<Call> waiting;
		synchronized (this) {
			this.stubs.put(method, answer);
			waiting = this.calls.stream().filter((call) -> call.method().equals(method)).toList();
		}
		waiting.forEach((call) -> call.answerWith(answer));
	}

	synchronized void ignore(ContractMethod method) {
		this.ignored.add(method);
	}

	synchronized void lenient() {
		this.lenient = true;
	}

	synchronized boolean isLenient() {
		return this.lenient;
	}

	/**
	 * Record that a connection has ended and no more calls arrive.
	 * @param generation the generation of the connection
	 * @param reason the reason, for failures
	 */
	synchronized void end(int generation, String reason) {
		if (generation == this.generation) {
			this.ended = reason;
			notifyAll();
		}
	}

	/**
	 * Begin a new generation of connections.
	 * @return its number
	 */
	synchronized int begin() {
		this.ended = null;
		return ++this.generation;
	}

	/**
	 * Record that calls arrive again, on another connection of the same generation.
	 */
	synchronized void goOn() {
		this.ended = null;
	}

	synchronized @Nullable String ended() {
		return this.ended;
	}

	/**
	 * Run a change, and notify the threads that wait for one.
	 */
	synchronized void change(Runnable change) {
		change.run();
		notifyAll();
	}

	/**
	 * Wait until a search succeeds or the connection ends.
	 * @return the result, or {@code null} if nothing was found in time
	 */
	synchronized <T> @Nullable T await(Supplier<@Nullable T> search, Duration timeout) {
		AtomicReference<@Nullable T> found = new AtomicReference<>();
		Waits.until(this, () -> {
			found.set(search.get());
			return found.get() != null || this.ended != null;
		}, timeout);
		return found.get();
	}

	/**
	 * Return the calls not yet handled by the test, in the order of arrival.
	 * @param method a method whose calls are included even if it is stubbed or ignored
	 */
	synchronized List<Call> open(@Nullable ContractMethod method) {
		return this.calls.stream()
			.filter((call) -> !call.isTaken())
			.filter((call) -> call.method().equals(method)
					|| (!this.stubs.containsKey(call.method()) && !this.ignored.contains(call.method())))
			.toList();
	}

	synchronized void reset() {
		this.calls.clear();
		this.stubs.clear();
		this.ignored.clear();
		this.lenient = false;
		begin();
	}

	/**
	 * Call of the other side.
	 */
	static final class Call {

		private final ContractMethod method;

		private final @Nullable Object payload;

		private final long nanoTime;

		private final Sinks.One<Publisher<?>> answer = Sinks.one();

		private volatile boolean taken;

		private volatile boolean cancelled;

		Call(ContractMethod method, @Nullable Object payload, long nanoTime) {
			this.method = method;
			this.payload = payload;
			this.nanoTime = nanoTime;
		}

		ContractMethod method() {
			return this.method;
		}

		/**
		 * Return the first argument: the payload or, of a method without one, the stream
		 * that it takes.
		 */
		@Nullable Object payload() {
			if (this.payload instanceof StreamInput input) {
				return (this.method.inputType() != null) ? input.payload() : input.items();
			}
			return this.payload;
		}

		/**
		 * Return the stream that the call takes, or {@code null} if it takes none.
		 */
		@Nullable Flux<?> input() {
			return (this.payload instanceof StreamInput input) ? input.items() : null;
		}

		long nanoTime() {
			return this.nanoTime;
		}

		/**
		 * Return the answer, which waits for a stub.
		 */
		Publisher<?> answer() {
			return this.answer.asMono().flatMapMany(Function.identity());
		}

		void answerWith(Function<@Nullable Object, Publisher<?>> stub) {
			this.answer.tryEmitValue(Flux.defer(() -> stub.apply(payload())));
		}

		/**
		 * Record that nobody waits for the answer any more.
		 */
		void cancel() {
			this.cancelled = true;
		}

		boolean isCancelled() {
			return this.cancelled;
		}

		/**
		 * Mark this call as the subject of an expectation.
		 */
		void take() {
			this.taken = true;
		}

		boolean isTaken() {
			return this.taken;
		}

		/**
		 * Return the method's path and the payload.
		 */
		@Override
		public String toString() {
			return this.method.path() + "(" + describe(this.payload) + ")";
		}

		private static String describe(@Nullable Object payload) {
			if (payload instanceof StreamInput input) {
				return ((input.payload() != null) ? input.payload() + ", " : "") + "a stream";
			}
			return (payload != null) ? payload.toString() : "";
		}

	}

}
