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
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.protocol.WireFormat;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

import org.springframework.util.Assert;

/**
 * What one side of a contract may be called, and may call: the contract's methods, made
 * ready once for all connections, and whatever is called by its path instead.
 *
 * @since 0.1.0
 */
public final class ContractCalls {

	private final SocketContract<?, ?> contract;

	private final PayloadCodec codec;

	private final @Nullable MethodValidator validator;

	private final WireFormat format;

	private final @Nullable ErrorFrames errorFrames;

	private final PendingOptions pending;

	private final SocketMetrics.OfMethod unknownInbound;

	private final SocketMetrics.OfMethod unknownOutbound;

	private final Map<String, InboundMethod> inbound = new HashMap<>();

	private final Map<Method, OutboundMethod> outbound = new HashMap<>();

	private final Map<String, ContractMethod> remote = new HashMap<>();

	/**
	 * Make the methods of a contract ready.
	 * @param contract the contract
	 * @param local the methods of this side
	 * @param remote the methods of the other side
	 * @param codec reads and writes payloads
	 * @param validator validates inputs and results, or {@code null} for none
	 * @param format how frames look
	 * @param errorFrames how errors end a connection, or {@code null} where they are
	 * answers
	 * @param pending the limits of calls that wait for their answer
	 * @param metrics is told of calls
	 */
	public ContractCalls(SocketContract<?, ?> contract, List<ContractMethod> local, List<ContractMethod> remote,
			PayloadCodec codec, @Nullable MethodValidator validator, WireFormat format,
			@Nullable ErrorFrames errorFrames, PendingOptions pending, SocketMetrics.OfContract metrics) {
		this.contract = contract;
		this.codec = codec;
		this.validator = validator;
		this.format = format;
		this.errorFrames = errorFrames;
		this.pending = pending;
		this.unknownInbound = metrics.inbound(SocketMetrics.UNKNOWN, ContractError.STANDARD.keySet());
		this.unknownOutbound = metrics.outbound(SocketMetrics.UNKNOWN, ContractError.STANDARD.keySet());
		for (ContractMethod method : local) {
			this.inbound.put(method.path(), InboundMethod.of(method, codec, format, validator,
					metrics.inbound(method.name(), method.errors().keySet())));
		}
		for (ContractMethod method : remote) {
			this.remote.put(method.path(), method);
			this.outbound.put(method.method(), OutboundMethod.of(method, codec, format,
					metrics.outbound(method.name(), method.errors().keySet())));
		}
	}

	WireFormat format() {
		return this.format;
	}

	/**
	 * Return how errors end a connection.
	 * @return the errors, or {@code null} where they are answers
	 */
	public @Nullable ErrorFrames errorFrames() {
		return this.errorFrames;
	}

	/**
	 * Create the calls of a session that wait for their answer.
	 * @param whenEmpty called when the last one has left
	 */
	PendingRequests newPending(Runnable whenEmpty) {
		return new PendingRequests(this.pending.limit(), this.pending.timeout(), this.pending.scheduler(), whenEmpty);
	}

	/**
	 * The methods of this side.
	 */
	Map<String, InboundMethod> inbound() {
		return this.inbound;
	}

	/**
	 * What is told of calls that are none of the contract's.
	 */
	SocketMetrics.OfMethod unknownInbound() {
		return this.unknownInbound;
	}

	/**
	 * A method to be registered by its path.
	 * @param path the path
	 * @param payloadType the type of its payload, {@code Void} for none
	 * @param resultType the type of its answer, or {@code null} for none
	 * @param handler runs it
	 * @return the method, ready
	 */
	public InboundMethod inbound(String path, Class<?> payloadType, @Nullable Class<?> resultType,
			InboundMethod.Invoker handler) {
		InboundMethod declared = this.inbound.get(path);
		return InboundMethod.raw(path, payloadType, resultType, errors(path), handler, this.codec, this.format,
				this.validator, (declared != null) ? declared.metrics() : this.unknownInbound);
	}

	/**
	 * A method of the other side.
	 * @param method the interface's method
	 * @return the method, ready
	 */
	public OutboundMethod outbound(Method method) {
		OutboundMethod outbound = this.outbound.get(method);
		Assert.state(outbound != null, () -> method + " is no method of " + this.contract);
		return outbound;
	}

	/**
	 * A method of the other side by its path, perhaps none of the contract.
	 * @param path the path
	 * @param resultType the type of its answer, or {@code null} for none
	 * @return the method, ready
	 */
	public OutboundMethod outbound(String path, @Nullable Class<?> resultType) {
		ContractMethod declared = this.remote.get(path);
		return OutboundMethod.raw(path, resultType, errors(path), this.codec, this.format,
				(declared != null) ? outbound(declared.method()).metrics() : this.unknownOutbound);
	}

	// What the contract declares, where the path is one of the contract's.
	private Map<String, ContractError> errors(String path) {
		ContractMethod method = this.remote.get(path);
		return (method != null) ? method.errors() : ContractError.STANDARD;
	}

	/**
	 * Whether calls can be answered.
	 * @return {@code false} if the dialect has messages only
	 */
	public boolean hasAnswers() {
		return this.format.hasAnswers();
	}

	/**
	 * The error of who wants an answer where there are none.
	 * @param path what is called
	 * @return the error, to be thrown
	 */
	public UnsupportedOperationException noAnswers(String path) {
		return new UnsupportedOperationException(path + " cannot be answered: " + this.contract + " speaks the dialect "
				+ this.contract.dialect() + ", which has messages only; send one, and have the answer sent as another");
	}

	/**
	 * Limits of calls that wait for their answer.
	 *
	 * @param limit how many calls of a session may wait
	 * @param timeout how long each may
	 * @param scheduler runs the timeouts
	 */
	public record PendingOptions(int limit, Duration timeout, Scheduler scheduler) {

	}

}
