package io.grest.ws.internal.topic;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.BadRequestException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.internal.call.OutboundMethod;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.PayloadWriter;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.SocketMetrics;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Payloads of a contract's calls to clients, as they travel between nodes. Safe to use
 * from any thread.
 *
 * @since 0.1.0
 */
public final class ContractAnswers {

	private final SocketContract<?, ?> contract;

	private final Payloads payloads;

	private final WireFormat format;

	private final Map<Method, ContractMethod> byMethod = new HashMap<>();

	private final Map<String, ContractMethod> byPath = new HashMap<>();

	private final Map<String, OutboundMethod> outbound = new HashMap<>();

	/**
	 * Prepare the methods of a contract.
	 * @param contract the contract
	 * @param payloads the readers and writers of payloads
	 */
	public ContractAnswers(SocketContract<?, ?> contract, Payloads payloads) {
		this.contract = contract;
		this.payloads = payloads;
		// Whatever the contract speaks with its clients.
		this.format = new GrestFormat(
				contract.clientMethods().stream().map(ContractMethod::path).collect(Collectors.toSet()), payloads);
		SocketMetrics.OfContract metrics = SocketMetrics.NONE.forContract(contract.name(), contract.path(),
				SocketMetrics.Side.SERVER, contract.errors().keySet());
		for (ContractMethod method : contract.clientMethods()) {
			this.byMethod.put(method.method(), method);
			this.byPath.put(method.path(), method);
			this.outbound.put(method.path(), OutboundMethod.of(method, payloads, this.format,
					metrics.outbound(method.path(), method.errors().keySet())));
		}
	}

	/**
	 * Return the contract.
	 * @return the contract
	 */
	public SocketContract<?, ?> contract() {
		return this.contract;
	}

	/**
	 * Return a method of the contract's clients.
	 * @param method the interface's method
	 * @return the method
	 */
	public ContractMethod method(Method method) {
		ContractMethod known = this.byMethod.get(method);
		Assert.state(known != null, () -> method + " is not a method of " + this.contract);
		return known;
	}

	ContractMethod method(String path) {
		ContractMethod known = this.byPath.get(path);
		if (known == null) {
			throw new BadRequestException(path + " is not a method of this node's contract");
		}
		return known;
	}

	/**
	 * Write the input of a method.
	 * @param method the method
	 * @param payload the payload, or {@code null} for none
	 * @return JSON in UTF-8, or {@code null} for none
	 */
	public byte @Nullable [] write(ContractMethod method, @Nullable Object payload) {
		if (payload == null || method.inputType() == null) {
			return null;
		}
		return this.payloads.writer(method.inputType()).toBytes(payload);
	}

	/**
	 * Read the input of a method.
	 */
	@Nullable Object read(ContractMethod method, byte @Nullable [] json) {
		return (json != null && method.inputType() != null)
				? this.payloads.reader(method.inputType()).read(Payload.of(json)) : null;
	}

	/**
	 * Write the answer of a connection.
	 */
	byte[] success(ContractMethod method, @Nullable Object value) {
		PayloadWriter writer = this.payloads.writer((method.resultType() != null) ? method.resultType() : Object.class);
		return payload(this.format.method(method.path()).success("", writer, value));
	}

	/**
	 * Write the failure of a call to a connection.
	 */
	byte[] failure(String path, Throwable ex) {
		SocketException error = (ex instanceof SocketException known) ? known
				: new ServerErrorException("The call has failed on the connection's node");
		return payload(this.format.method(path).failure("", error));
	}

	private static byte[] payload(OutboundFrame frame) {
		return Arrays.copyOfRange(frame.bytes(), frame.payloadOffset(), frame.length());
	}

	/**
	 * Read the answer of a connection.
	 * @return the value, or {@code null} for none
	 * @throws SocketException if the call has failed
	 */
	@Nullable Object readAnswer(String path, byte @Nullable [] json) {
		OutboundMethod method = this.outbound.get(path);
		Assert.state(method != null, () -> path + " is not a method of " + this.contract);
		return (json == null) ? null : method.readAnswer(this.format, Payload.of(json));
	}

}
