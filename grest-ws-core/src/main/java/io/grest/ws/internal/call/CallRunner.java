package io.grest.ws.internal.call;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextScope;
import io.grest.ws.context.SocketMessage;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.Observed;
import org.jspecify.annotations.Nullable;
import reactor.core.Fuseable;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * Runs the calls of a peer to one contract: each on the thread that its handler needs, in
 * the order of arrival, within the scope and the surroundings of the call. An immediate
 * answer is sent without any operator; a later one counts as an unfinished call until
 * then.
 */
final class CallRunner {

	private final CallSession session;

	private final ContractCalls contract;

	private final CallAnswers answers;

	private final UnfinishedCalls unfinished;

	private final @Nullable CallSurroundings surroundings;

	// Set with the implementation, before there are calls.
	private Map<String, InboundMethod> methods;

	// Null until a method is registered by its path, which is rare.
	private volatile @Nullable Map<String, InboundMethod> registered;

	private @Nullable Object implementation;

	CallRunner(CallSession session, ContractCalls contract, UnfinishedCalls unfinished) {
		this.session = session;
		this.contract = contract;
		this.answers = new CallAnswers(session, contract);
		this.unfinished = unfinished;
		this.surroundings = session.surroundings();
		this.methods = contract.inbound();
	}

	/**
	 * Set the implementation of the contract's methods, before there are calls.
	 * @param implementation the implementation, or {@code null} for none
	 */
	void implementedBy(@Nullable Object implementation) {
		this.implementation = implementation;
		if (implementation != null) {
			HandlerMethods methods = this.contract.inboundOf(implementation);
			this.methods = methods.byPath();
			if (methods.needLane()) {
				this.unfinished.useLane(this.session.reading());
			}
		}
	}

	/**
	 * Have no methods from now on.
	 */
	void forget() {
		this.implementation = null;
		this.registered = null;
	}

	/**
	 * Register a method, in place of the one with the same path.
	 */
	synchronized void register(InboundMethod method) {
		Map<String, InboundMethod> registered = this.registered;
		if (registered == null) {
			registered = new ConcurrentHashMap<>(4);
			this.registered = registered;
		}
		registered.put(method.path(), method);
	}

	/**
	 * Find a method.
	 * @return the method, or {@code null} if there is none
	 */
	@Nullable InboundMethod find(String path) {
		Map<String, InboundMethod> registered = this.registered;
		InboundMethod method = (registered != null) ? registered.get(path) : null;
		return (method != null || this.implementation == null) ? method : this.methods.get(path);
	}

	ContractCalls contract() {
		return this.contract;
	}

	Object target() {
		return (this.implementation != null) ? this.implementation : this;
	}

	<T> @Nullable T value(ContextKey<T> key, InboundMethod method) {
		if ((Object) key == SocketMessage.KEY) {
			@SuppressWarnings("unchecked")
			T message = (T) method.message();
			return message;
		}
		return this.session.scope().value(key);
	}

	Context context(InboundCall call) {
		Context context = this.session.context().put(ContextScope.class, call);
		return (this.surroundings != null) ? this.surroundings.in(context) : context;
	}

	Caller caller() {
		return this.session.caller().get();
	}

	FrameSender sender() {
		return this.session.sender();
	}

	void send(OutboundFrame frame) {
		this.session.sender().answer(frame);
	}

	/**
	 * Record that a frame violates the rules of streams.
	 */
	void violated(String detail) {
		this.session.log().dropped(DropReason.INVALID_STREAM, detail);
	}

	/**
	 * Begin to observe the call of a frame.
	 * @param received the frame, as received
	 */
	@Nullable Observed observe(Frame received) {
		return (this.surroundings != null) ? this.surroundings.inbound(received) : null;
	}

	/**
	 * Run the call of a frame.
	 */
	void run(InboundCall call, Frame frame) {
		if (this.surroundings != null) {
			this.surroundings.run(call.observed(), () -> handle(call, frame));
		}
		else {
			handle(call, frame);
		}
	}

	private void handle(InboundCall call, Frame frame) {
		ContextScope before = ContextScope.enter(call);
		try {
			invoke(call, frame);
		}
		catch (Throwable ex) {
			if (call.hasStream()) {
				call.onError(ex);
			}
			else {
				this.answers.failed(call, ex);
			}
		}
		finally {
			ContextScope.enter(before);
		}
	}

	private void invoke(InboundCall call, Frame frame) throws Throwable {
		if (call.hasStream()) {
			begun(call);
		}
		call.method().check(call);
		Object payload;
		try {
			payload = call.method().readInput(target(), frame.payload());
		}
		catch (ValidationException ex) {
			if (call.hasStream()) {
				call.onError(ex);
			}
			else {
				this.answers.invalid(call, ex);
			}
			return;
		}
		Object input = call.input(payload);
		if (runsHere(call.method())) {
			answer(call, call.method().invoke(call, target(), input));
		}
		else {
			runInTurn(call, input);
		}
	}

	// The thread that reads is the only one that submits calls.
	private boolean runsHere(InboundMethod method) {
		Lane lane = this.unfinished.lane();
		return lane == null || (!method.thread().blocks() && (method.thread().concurrent() || lane.isEmpty()));
	}

	private void runInTurn(InboundCall call, @Nullable Object input) {
		WaitingCall waiting = new WaitingCall(this, call, target(), input);
		if (!call.hasStream()) {
			begun(call);
		}
		Lane lane = Objects.requireNonNull(this.unfinished.lane());
		if (call.method().thread().concurrent()) {
			lane.runConcurrently(waiting);
		}
		else {
			lane.submit(waiting);
		}
	}

	private void begun(InboundCall call) {
		this.unfinished.add(call);
		if (call.hasDeadline()) {
			this.unfinished.watchDeadlines(this.contract.scheduler());
		}
		if (this.session.gate().isClosed()) {
			this.unfinished.cancelAnswerable();
		}
	}

	/**
	 * Run code of a call with the values of its scope.
	 */
	void within(InboundCall call, Runnable code) {
		ContextScope before = ContextScope.enter(call);
		try {
			if (this.surroundings != null) {
				this.surroundings.run(call.observed(), code);
			}
			else {
				code.run();
			}
		}
		finally {
			ContextScope.enter(before);
		}
	}

	/**
	 * Return the executor of methods that block.
	 */
	Executor executor() {
		return this.contract.handlers().executor();
	}

	/**
	 * Return the scheduler of streams whose publisher blocks.
	 */
	Scheduler blocking() {
		return this.contract.handlers().scheduler();
	}

	Duration timeout() {
		return this.contract.timeout();
	}

	private void answer(InboundCall call, @Nullable Object result) throws Exception {
		if (call.hasStream()) {
			call.answer(result);
		}
		else if (result instanceof Fuseable.ScalarCallable<?> && result instanceof Callable<?> known) {
			this.answers.succeeded(call, known.call());
		}
		else if (result != null && InboundMethod.isLater(result)) {
			begun(call);
			call.answer(result);
		}
		else {
			this.answers.succeeded(call, result);
		}
	}

	/**
	 * End the session, because a call failed outside of its handler, as a call on the
	 * thread that reads does.
	 */
	void broken(InboundCall call, Throwable ex) {
		call.end();
		call.release();
		this.session.ender().failed(ex);
	}

	/**
	 * Refuse a call that waits for its turn, because the executor has no room.
	 */
	void overloaded(InboundCall call) {
		if (call.end()) {
			this.answers.overloaded(call);
			call.release();
		}
	}

	/**
	 * Refuse the call of a frame.
	 * @param id the id to answer with, or {@code null} for a message
	 */
	void refuse(Frame frame, @Nullable String id, DropReason reason, SocketException error) {
		InboundMethod method = this.methods.get(frame.path());
		this.answers.refuse(frame.path(), id, reason, error,
				(method != null) ? method.metrics() : this.contract.unknownInbound());
	}

	CallAnswers answers() {
		return this.answers;
	}

	/**
	 * Handle the end of a handler that answers later.
	 */
	void finished(InboundCall call) {
		this.unfinished.remove(call);
		this.session.listener().callEnded();
	}

}
