package io.grest.ws.internal.call;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextScope;
import io.grest.ws.context.SocketMessage;
import io.grest.ws.error.PayloadTooLargeException;
import io.grest.ws.error.RouteNotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.internal.Loggers;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.protocol.Frame;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.OutboundFrame;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.protocol.WireFormat;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Runs what the peer calls, in the order of arrival, and answers. An answer that a
 * handler has at once goes out without any operator; one that comes later occupies one of
 * the places for unfinished calls.
 *
 * @since 0.1.0
 */
public final class InboundCalls {

	private static final Log logger = LogFactory.getLog(Loggers.CONNECTION);

	private final CallSession session;

	private final WireFormat format;

	private final @Nullable ErrorFrames errorFrames;

	private final Map<String, InboundMethod> contractMethods;

	private final SocketMetrics.OfMethod unknown;

	private final @Nullable CallSurroundings surroundings;

	// Null until a method is registered by its path, which few connections do.
	private volatile @Nullable Map<String, InboundMethod> registered;

	private final @Nullable RateLimit rate;

	private final UnfinishedCalls unfinished;

	private @Nullable Object implementation;

	/**
	 * Create the calls of a connection.
	 * @param session the session
	 * @param contract what may be called
	 * @param limit how many calls may be unfinished
	 * @param perSecond how many calls there may be in a second, 0 for no limit
	 */
	public InboundCalls(CallSession session, ContractCalls contract, int limit, int perSecond) {
		this.session = session;
		this.format = contract.format();
		this.errorFrames = contract.errorFrames();
		this.contractMethods = contract.inbound();
		this.unknown = contract.unknownInbound();
		this.surroundings = session.surroundings();
		this.unfinished = new UnfinishedCalls(limit);
		this.rate = (perSecond > 0) ? new RateLimit(perSecond, System::nanoTime) : null;
	}

	/**
	 * Set what handles the contract's methods.
	 * @param implementation implements this side's interface, or {@code null} if nothing
	 * does
	 */
	public void implementedBy(@Nullable Object implementation) {
		this.implementation = implementation;
	}

	/**
	 * Add a method, in place of any of the same path.
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
	 * Whether no further call has a place.
	 * @return {@code true} at the limit of unfinished calls
	 */
	public boolean isFull() {
		return this.unfinished.isFull();
	}

	/**
	 * How many calls are unfinished.
	 * @return the number, at this moment
	 */
	public int inFlight() {
		return this.unfinished.size();
	}

	<T> @Nullable T value(ContextKey<T> key, InboundMethod method) {
		if ((Object) key == SocketMessage.KEY) {
			@SuppressWarnings("unchecked")
			T message = (T) method.message();
			return message;
		}
		return this.session.scope().value(key);
	}

	Context context() {
		return this.session.context();
	}

	/**
	 * Run what a frame calls.
	 * @param received a REQ or MSG
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
		SocketException told = error.get();
		InboundMethod method = this.contractMethods.get(frame.path());
		((method != null) ? method.metrics() : this.unknown).refused(told.type());
		if (id == null) {
			this.session.log().dropped(reason, frame.path());
			return;
		}
		this.session.log().refused(reason, frame.path());
		WireFormat.MethodFrames frames = this.format.method(frame.path());
		answerError(frame.path(), told, (answered) -> frames.failure(id, answered));
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
			try {
				input = call.method().readInput(target, frame.payload());
			}
			catch (ValidationException ex) {
				invalid(call, ex);
				return;
			}
			answer(call, call.method().invoke(target, input));
		}
		catch (Throwable ex) {
			failed(call, ex);
		}
		finally {
			ContextScope.enter(before);
		}
	}

	private void answer(InboundCall call, @Nullable Object result) throws Exception {
		if (result instanceof Fuseable.ScalarCallable<?> && result instanceof Callable<?> known) {
			succeeded(call, known.call());
		}
		else if (result instanceof Mono<?> mono) {
			this.unfinished.add(call);
			// Reactor turns what a publisher throws here into a signal, which gives the
			// place back.
			mono.subscribe(call);
			if (this.session.gate().isClosed()) {
				close();
			}
		}
		else {
			succeeded(call, null);
		}
	}

	void succeeded(InboundCall call, @Nullable Object value) {
		try {
			if (call.id() != null) {
				OutboundFrame frame = call.method().success(call.id(), value);
				if (!this.session.sender().takes(frame)) {
					throw tooLarge(call.method().path(), frame);
				}
				this.session.sender().answer(frame);
			}
			call.succeeded();
		}
		catch (RuntimeException ex) {
			failed(call, ex);
		}
	}

	private PayloadTooLargeException tooLarge(String path, OutboundFrame frame) {
		this.session.log()
			.replaced(DropReason.TOO_LARGE, this.session.sender().describeTooLarge("The answer of " + path, frame));
		return new PayloadTooLargeException("The answer is larger than the receiver takes");
	}

	private void invalid(InboundCall call, ValidationException ex) {
		SocketException told = ex;
		if (call.id() != null) {
			told = answerError(call, call.id(), ex);
		}
		else {
			this.session.log().dropped(DropReason.INVALID_PAYLOAD, call.method().path() + " " + ex.issues());
		}
		call.failed(told.type(), told);
	}

	void failed(InboundCall call, Throwable ex) {
		if (this.surroundings != null) {
			this.surroundings.run(call.observed(), () -> fail(call, ex));
		}
		else {
			fail(call, ex);
		}
	}

	private void fail(InboundCall call, Throwable ex) {
		Throwable failure = Exceptions.unwrap(ex);
		SocketException told = tell(call, failure);
		if (call.id() == null) {
			if (!messageFailed((told == failure) ? told : null)) {
				this.session.log().dropped(DropReason.FAILED, call.method().path() + " " + told.type());
			}
		}
		else {
			told = answerError(call, call.id(), told);
		}
		call.failed(told.type(), told);
	}

	private boolean messageFailed(@Nullable SocketException declared) {
		return this.errorFrames != null && this.errorFrames.messageFailed(this.session, declared);
	}

	private SocketException answerError(InboundCall call, String id, SocketException told) {
		Function<SocketException, OutboundFrame> encode = (error) -> call.method().failure(id, error);
		try {
			return answerError(call.method().path(), told, encode);
		}
		catch (RuntimeException unwritable) {
			return answerError(call.method().path(), tell(call, unwritable), encode);
		}
	}

	// Data or issues of an error may be more than the peer takes; so may be an id.
	private SocketException answerError(String path, SocketException told,
			Function<SocketException, OutboundFrame> encode) {
		SocketException answered = told;
		OutboundFrame frame = encode.apply(told);
		if (!this.session.sender().takes(frame)) {
			answered = tooLarge(path, frame);
			frame = encode.apply(answered);
		}
		if (this.session.sender().takes(frame)) {
			this.session.sender().answer(frame);
		}
		else {
			this.session.log()
				.dropped(DropReason.TOO_LARGE, this.session.sender().describeTooLarge("The error of " + path, frame));
		}
		return answered;
	}

	void cancelled(InboundCall call) {
		try {
			call.failed(SocketMetrics.Outcome.CANCELLED, null);
		}
		finally {
			this.unfinished.remove(call);
		}
	}

	// What the peer is told of an error. What it is not told is logged, under one ref.
	private SocketException tell(InboundCall call, Throwable ex) {
		if (call.method().declares(ex) && ex instanceof SocketException declared) {
			return declared;
		}
		SocketException told = (ex instanceof InboundMethod.InvalidResultException invalid) ? invalid.toServerError()
				: new ServerErrorException(null, ex);
		logger.error(told.context().ref() + ": handler of " + call.method().path() + " on " + this.session.scope()
				+ " failed with an error that the contract does not declare"
				+ ((call.id() != null) ? "; the peer is told SERVER_ERROR" : ""), ex);
		this.session.listener().undeclared(ex);
		return told;
	}

	/**
	 * A handler that answers later has ended.
	 */
	void finished(InboundCall call) {
		this.unfinished.remove(call);
		this.session.listener().callEnded();
	}

	/**
	 * Nobody can receive an answer any more: stop the handlers that work on one. Handlers
	 * of messages run on, for whoever sent a message may close right after it.
	 */
	public void close() {
		this.unfinished.cancelAnswerable();
	}

}
