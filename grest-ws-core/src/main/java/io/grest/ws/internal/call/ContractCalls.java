package io.grest.ws.internal.call;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.SocketMetrics;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

import org.springframework.util.Assert;

/**
 * Calls of one side of a contract, in both directions: the contract's methods, prepared
 * once for all connections, and methods called by path.
 *
 * @since 0.1.0
 */
public final class ContractCalls {

	private final SocketContract<?, ?> contract;

	private final Payloads payloads;

	private final @Nullable MethodValidator validator;

	private final WireFormat format;

	private final @Nullable ErrorFrames errorFrames;

	private final PendingOptions pending;

	private final HandlerSettings handlers;

	private final SocketMetrics.OfMethod unknownInbound;

	private final SocketMetrics.OfMethod unknownOutbound;

	private final Map<String, InboundMethod> inbound = new HashMap<>();

	// What classes of handlers annotate.
	private final ClassValue<HandlerMethods> byHandler = new ClassValue<>() {

		@Override
		protected HandlerMethods computeValue(Class<?> type) {
			return HandlerMethods.of(ContractCalls.this.inbound, type, ContractCalls.this.handlers.security());
		}

	};

	private final Map<Method, OutboundMethod> outbound = new HashMap<>();

	private final Map<String, ContractMethod> remote = new HashMap<>();

	// Messages to the other side that were written before.
	private final Map<String, OutboundMethod> encoded = new HashMap<>();

	/**
	 * Prepare the methods of a contract.
	 * @param contract the contract
	 * @param local the methods of this side
	 * @param remote the methods of the other side
	 * @param payloads the readers and writers of payloads
	 * @param validator the validator of inputs and results, or {@code null} for none
	 * @param format the format of frames
	 * @param errorFrames the frames that report errors without an answer, or {@code null}
	 * if the format has answers
	 * @param pending the limits of calls that wait for their answer
	 * @param handlers what the handlers share
	 * @param metrics the metrics to record to
	 */
	public ContractCalls(SocketContract<?, ?> contract, List<ContractMethod> local, List<ContractMethod> remote,
			Payloads payloads, @Nullable MethodValidator validator, WireFormat format,
			@Nullable ErrorFrames errorFrames, PendingOptions pending, HandlerSettings handlers,
			SocketMetrics.OfContract metrics) {
		this.contract = contract;
		this.payloads = payloads;
		this.validator = validator;
		this.format = format;
		this.errorFrames = errorFrames;
		this.pending = pending;
		this.handlers = handlers;
		this.unknownInbound = metrics.inbound(SocketMetrics.UNKNOWN, ContractError.STANDARD.keySet());
		this.unknownOutbound = metrics.outbound(SocketMetrics.UNKNOWN, ContractError.STANDARD.keySet());
		for (ContractMethod method : local) {
			InboundMethod inbound = InboundMethod.of(method, payloads, format, validator,
					CallMetrics.inbound(metrics, method));
			this.inbound.put(method.path(), inbound.running(inbound.thread(), contractRule(method)));
		}
		for (ContractMethod method : remote) {
			this.remote.put(method.path(), method);
			OutboundMethod outbound = OutboundMethod.of(method, payloads, format,
					CallMetrics.outbound(metrics, method));
			this.outbound.put(method.method(), outbound);
			if (!outbound.isAnswered()) {
				this.encoded.put(method.path(), outbound.encoded());
			}
		}
	}

	// What the contract itself demands, also of a handler that is registered by its path.
	private @Nullable MethodRule contractRule(ContractMethod method) {
		CallSecurity security = this.handlers.security();
		return (security != null) ? security.rule(method.method(), method.method().getDeclaringClass()) : null;
	}

	WireFormat format() {
		return this.format;
	}

	/**
	 * Return the frames that report errors without an answer.
	 * @return the frames, or {@code null} if the format has answers
	 */
	public @Nullable ErrorFrames errorFrames() {
		return this.errorFrames;
	}

	/**
	 * Create the set of a session's calls that wait for their answer.
	 * @param owner the owner of the calls
	 */
	PendingRequests newPending(PendingRequests.Owner owner) {
		return new PendingRequests(this.pending.limit(), this.pending.timeout(), this.pending.scheduler(), owner);
	}

	/**
	 * Return the scheduler of timeouts and deadlines.
	 */
	Scheduler scheduler() {
		return this.pending.scheduler();
	}

	/**
	 * Return whether a path begins with the name of the contract.
	 */
	boolean isNamedBy(String path) {
		String name = this.contract.name();
		return path.startsWith(name) && path.length() > name.length() && path.charAt(name.length()) == '.';
	}

	/**
	 * Return the methods of this side, by path.
	 */
	Map<String, InboundMethod> inbound() {
		return this.inbound;
	}

	/**
	 * Return the methods of this side, as an object implements them.
	 * @throws IllegalStateException if its class cannot be a handler, with the remedy
	 */
	HandlerMethods inboundOf(Object handler) {
		return this.byHandler.get(HandlerClass.of(handler, this.inbound.isEmpty(), this.handlers.security() != null));
	}

	HandlerSettings handlers() {
		return this.handlers;
	}

	/**
	 * Return the time that a caller waits for an answer, zero for no limit.
	 */
	Duration timeout() {
		return this.pending.timeout();
	}

	/**
	 * Return the metrics of calls to methods outside of the contract.
	 */
	SocketMetrics.OfMethod unknownInbound() {
		return this.unknownInbound;
	}

	/**
	 * Create a method to be registered by its path.
	 * @param path the path
	 * @param payloadType the type of its payload, {@code Void} for none
	 * @param resultType the type of its answer or of the items of it, or {@code null} for
	 * none
	 * @param mode whether a call receives an answer
	 * @param handler the handler
	 * @return the prepared method
	 */
	public InboundMethod inbound(String path, Class<?> payloadType, @Nullable Class<?> resultType,
			ContractMethod.Mode mode, InboundMethod.Invoker handler) {
		InboundMethod declared = this.inbound.get(path);
		InboundMethod registered = InboundMethod.raw(path, payloadType, resultType, mode,
				(declared != null) ? declared.errors() : ContractError.STANDARD, handler, this.payloads, this.format,
				this.validator, (declared != null) ? declared.metrics() : this.unknownInbound);
		return (declared != null) ? registered.running(registered.thread(), declared.rule()) : registered;
	}

	/**
	 * Return a method of the other side.
	 * @param method the interface's method
	 * @return the prepared method
	 */
	public OutboundMethod outbound(Method method) {
		OutboundMethod outbound = this.outbound.get(method);
		Assert.state(outbound != null, () -> method + " is not a method of " + this.contract);
		return outbound;
	}

	/**
	 * Return a message to the other side whose payload has been written before.
	 * @param path the path
	 * @return the prepared method, or {@code null} if the contract has no such message
	 */
	public @Nullable OutboundMethod encoded(String path) {
		return this.encoded.get(path);
	}

	/**
	 * Create a method of the other side by its path, declared by the contract or not.
	 * @param path the path
	 * @param resultType the type of its answer, or {@code null} for none
	 * @return the prepared method
	 */
	public OutboundMethod outbound(String path, @Nullable Class<?> resultType) {
		ContractMethod declared = this.remote.get(path);
		return OutboundMethod.raw(path, resultType, declared, this.payloads, this.format,
				(declared != null) ? outbound(declared.method()).metrics() : this.unknownOutbound);
	}

	/**
	 * Create a method of the other side that answers with a stream by its path, declared
	 * by the contract or not.
	 * @param path the path
	 * @param itemType the type of the items
	 * @param takesStream whether a call takes a stream
	 * @return the prepared method
	 */
	public OutboundMethod outboundStream(String path, Class<?> itemType, boolean takesStream) {
		ContractMethod declared = this.remote.get(path);
		return OutboundMethod.rawStream(path, itemType, takesStream, declared, this.payloads, this.format,
				(declared != null) ? outbound(declared.method()).metrics() : this.unknownOutbound);
	}

	/**
	 * Return whether calls can be answered.
	 * @return {@code false} if the dialect has messages only
	 */
	public boolean hasAnswers() {
		return this.format.hasAnswers();
	}

	/**
	 * Create the error for a call with an answer in a dialect without answers.
	 * @param path the path of the call
	 * @return the error to throw
	 */
	public UnsupportedOperationException noAnswers(String path) {
		return new UnsupportedOperationException(
				path + " cannot be answered: " + this.contract + " speaks the dialect " + this.contract.dialect()
						+ ", which has messages only; send a message, and receive the answer as another message");
	}

	/**
	 * Limits of calls that wait for their answer.
	 *
	 * @param limit the limit of a session's waiting calls
	 * @param timeout the timeout of each call
	 * @param scheduler the scheduler of the timeouts
	 */
	public record PendingOptions(int limit, Duration timeout, Scheduler scheduler) {

	}

}
