package io.grest.ws.internal.call;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextScope;
import io.grest.ws.context.SocketMessage;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.RouteNotFoundException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Calls of the peer, run in the order of arrival and answered. An immediate answer is
 * sent without any operator; a later one counts as an unfinished call until then.
 *
 * @since 0.1.0
 */
public final class InboundCalls {

	private final CallSession session;

	private final CallAnswers answers;

	private final ContractCalls contract;

	// Set with the implementation, before there are calls.
	private Map<String, InboundMethod> contractMethods;

	// Null if no method blocks.
	private volatile @Nullable Lane lane;

	private final SocketMetrics.OfMethod unknown;

	private final @Nullable CallSurroundings surroundings;

	// Null until a method is registered by its path, which is rare.
	private volatile @Nullable Map<String, InboundMethod> registered;

	private final @Nullable RateLimit rate;

	private final UnfinishedCalls unfinished;

	private @Nullable Object implementation;

	/**
	 * Create the calls of a connection.
	 * @param session the session
	 * @param contract the methods of this side
	 * @param limit the limit of unfinished calls
	 * @param perSecond the limit of calls in a second, 0 for no limit
	 */
	public InboundCalls(CallSession session, ContractCalls contract, int limit, int perSecond) {
		this.session = session;
		this.answers = new CallAnswers(session, contract);
		this.contract = contract;
		this.contractMethods = contract.inbound();
		this.unknown = contract.unknownInbound();
		this.surroundings = session.surroundings();
		this.unfinished = new UnfinishedCalls(limit, contract.handlers().errors().failures());
		this.rate = (perSecond > 0) ? new RateLimit(perSecond, System::nanoTime) : null;
	}

	/**
	 * Set the implementation of the contract's methods.
	 * @param implementation the implementation of this side's interface, or {@code null}
	 * for none
	 */
	public void implementedBy(@Nullable Object implementation) {
		this.implementation = implementation;
		if (implementation != null) {
			HandlerMethods methods = this.contract.inboundOf(implementation);
			this.contractMethods = methods.byPath();
			this.lane = methods.needLane() ? new Lane(this.contract.handlers().executor(), this.session.reading())
					: null;
		}
	}

	/**
	 * Register a method, in place of the one with the same path.
	 * @param method the method
	 */
	public synchronized void register(InboundMethod method) {
		Map<String, InboundMethod> registered = this.registered;
		if (registered == null) {
			registered = new ConcurrentHashMap<>(4);
			this.registered = registered;
		}
		registered.put(method.path(), method);
	}

	/**
	 * Return whether the limit of unfinished calls is reached.
	 * @return {@code true} if the next call would be refused
	 */
	public boolean isFull() {
		return this.unfinished.isFull();
	}

	/**
	 * Return the number of unfinished calls.
	 * @return the current number
	 */
	public int inFlight() {
		return this.unfinished.size();
	}

	/**
	 * Return whether a message has arrived whose method has not returned, as it waits for
	 * its turn or runs on the executor.
	 * @return {@code true} if there is one
	 */
	public boolean hasMessages() {
		Lane lane = this.lane;
		return lane != null && lane.hasMessages();
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

	/**
	 * Run the call of a frame.
	 * @param received a frame of type REQ or MSG
	 */
	public void receive(Frame received) {
		CallSurroundings surroundings = this.surroundings;
		Frame frame = (surroundings != null) ? surroundings.withoutParameters(received) : received;
		String id = (frame.type() == FrameType.REQ) ? frame.id() : null;
		if (this.rate != null && !this.rate.tryTake()) {
			refuse(frame, id, DropReason.OVER_RATE, () -> new TooManyRequestsException("Too many calls in a second"));
			if (this.rate.isIgnored()) {
				this.session.ender().close(null, SocketCloseStatus.TRY_AGAIN_LATER, null);
			}
			return;
		}
		InboundMethod method = find(frame.path());
		if (method == null) {
			refuse(frame, id, DropReason.UNKNOWN_PATH,
					() -> new RouteNotFoundException("Route not found: " + frame.path()));
		}
		else if (caller().hasEnded()) {
			refuse(frame, id, DropReason.EXPIRED, () -> new NotAuthorizedException("The credentials have expired"));
		}
		else if (this.session.gate().isGoingAway()) {
			refuse(frame, id, DropReason.GOING_AWAY, () -> new TooManyRequestsException("The server is going away"));
		}
		else if (isFull()) {
			refuse(frame, id, DropReason.OVER_LIMIT, () -> new TooManyRequestsException("Too many unfinished calls"));
		}
		else {
			Observed observed = (surroundings != null) ? surroundings.inbound(received) : null;
			run(new InboundCall(this, method, id, observed), frame);
		}
	}

	private @Nullable InboundMethod find(String path) {
		Map<String, InboundMethod> registered = this.registered;
		InboundMethod method = (registered != null) ? registered.get(path) : null;
		return (method != null || this.implementation == null) ? method : this.contractMethods.get(path);
	}

	private void refuse(Frame frame, @Nullable String id, DropReason reason, Supplier<SocketException> error) {
		InboundMethod method = this.contractMethods.get(frame.path());
		this.answers.refuse(frame.path(), id, reason, error.get(), (method != null) ? method.metrics() : this.unknown);
	}

	private void run(InboundCall call, Frame frame) {
		if (this.surroundings != null) {
			this.surroundings.run(call.observed(), () -> handle(call, frame));
		}
		else {
			handle(call, frame);
		}
	}

	private void handle(InboundCall call, Frame frame) {
		Object target = (this.implementation != null) ? this.implementation : this;
		ContextScope before = ContextScope.enter(call);
		try {
			Object input;
			call.method().check(call);
			try {
				input = call.method().readInput(target, frame.payload());
			}
			catch (ValidationException ex) {
				this.answers.invalid(call, ex);
				return;
			}
			if (runsHere(call.method())) {
				answer(call, call.method().invoke(call, target, input));
			}
			else {
				runInTurn(call, target, input);
			}
		}
		catch (Throwable ex) {
			this.answers.failed(call, ex);
		}
		finally {
			ContextScope.enter(before);
		}
	}

	private boolean runsHere(InboundMethod method) {
		Lane lane = this.lane;
		return lane == null || (!method.thread().blocks() && (method.thread().concurrent() || lane.isEmpty()));
	}

	private void runInTurn(InboundCall call, Object target, @Nullable Object input) {
		WaitingCall waiting = new WaitingCall(this, call, target, input);
		begun(call);
		if (call.method().thread().concurrent()) {
			Objects.requireNonNull(this.lane).runConcurrently(waiting);
		}
		else {
			Objects.requireNonNull(this.lane).submit(waiting);
		}
	}

	private void begun(InboundCall call) {
		this.unfinished.add(call);
		if (this.session.gate().isClosed()) {
			close();
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

	Duration timeout() {
		return this.contract.timeout();
	}

	private void answer(InboundCall call, @Nullable Object result) throws Exception {
		if (result instanceof Fuseable.ScalarCallable<?> && result instanceof Callable<?> known) {
			this.answers.succeeded(call, known.call());
			return;
		}
		Mono<?> later = InboundMethod.later(result);
		if (later == null) {
			this.answers.succeeded(call, result);
			return;
		}
		begun(call);
		// Reactor turns an exception of the publisher into a signal, which ends the call.
		later.subscribe(call);
	}

	/**
	 * End the session, because a call failed outside of its handler, as a call on the
	 * thread that reads does.
	 */
	void broken(InboundCall call, Throwable ex) {
		if (call.end()) {
			finished(call);
		}
		this.session.ender().failed(ex);
	}

	/**
	 * Refuse a call that waits for its turn, because the executor has no room.
	 */
	void overloaded(InboundCall call) {
		if (call.end()) {
			this.answers.overloaded(call);
			finished(call);
		}
	}

	CallAnswers answers() {
		return this.answers;
	}

	void cancelled(InboundCall call) {
		try {
			call.failed(SocketMetrics.Outcome.CANCELLED, null);
		}
		finally {
			this.unfinished.remove(call);
		}
	}

	/**
	 * Handle the end of a handler that answers later.
	 */
	void finished(InboundCall call) {
		this.unfinished.remove(call);
		this.session.listener().callEnded();
	}

	/**
	 * Cancel the handlers of requests, because answers can no longer be sent. Handlers of
	 * messages continue: a peer may close right after sending a message.
	 */
	public void close() {
		this.unfinished.cancelAnswerable();
	}

}
