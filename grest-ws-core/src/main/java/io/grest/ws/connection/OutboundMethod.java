package io.grest.ws.connection;

import java.util.HashMap;
import java.util.Map;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.protocol.FrameCodec;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.protocol.PayloadReader;
import io.grest.ws.protocol.PayloadWriter;
import io.grest.ws.protocol.Result;
import org.jspecify.annotations.Nullable;

/**
 * A method of the other side, ready to be called: heads of its frames, and how its
 * payload, its answer and its errors are written and read.
 */
final class OutboundMethod {

	private final String path;

	private final ContractMethod.@Nullable Mode mode;

	private final byte[] message;

	private final byte[] request;

	private final PayloadWriter writer;

	private final @Nullable PayloadReader resultReader;

	private final Map<String, ContractError> errors;

	private final Map<String, PayloadReader> errorReaders = new HashMap<>();

	private OutboundMethod(String path, ContractMethod.@Nullable Mode mode, PayloadWriter writer,
			@Nullable PayloadReader resultReader, Map<String, ContractError> errors, PayloadCodec codec) {
		this.path = path;
		this.mode = mode;
		this.message = FrameCodec.prefix(FrameType.MSG, path);
		this.request = FrameCodec.prefix(FrameType.REQ, path);
		this.writer = writer;
		this.resultReader = resultReader;
		this.errors = errors;
		errors.forEach((type, error) -> {
			if (error.dataType() != null) {
				this.errorReaders.put(type, codec.reader(error.dataType()));
			}
		});
	}

	static OutboundMethod of(ContractMethod method, PayloadCodec codec) {
		return new OutboundMethod(method.path(), method.mode(),
				codec.writer((method.inputType() != null) ? method.inputType() : Object.class),
				(method.resultType() != null) ? codec.reader(method.resultType()) : null, method.errors(), codec);
	}

	/**
	 * A method called by its path, perhaps none of the contract.
	 */
	static OutboundMethod raw(String path, @Nullable Class<?> resultType, Map<String, ContractError> errors,
			PayloadCodec codec) {
		if (path.isEmpty() || path.indexOf(':') >= 0) {
			throw new IllegalArgumentException(
					"Path '" + path + "' cannot stand in a frame: give ContractName.methodName, without a colon");
		}
		return new OutboundMethod(path, null, codec.writer(Object.class),
				(resultType != null && resultType != Void.class) ? codec.reader(resultType) : null, errors, codec);
	}

	String path() {
		return this.path;
	}

	boolean isRequest() {
		return this.mode == ContractMethod.Mode.REQUEST_RESPONSE;
	}

	byte[] encodeMessage(PayloadCodec codec, @Nullable Object payload) {
		return codec.encodeCall(this.message, "", this.writer, payload);
	}

	byte[] encodeRequest(PayloadCodec codec, String id, @Nullable Object payload) {
		return codec.encodeCall(this.request, id, this.writer, payload);
	}

	@Nullable PayloadReader resultReader() {
		return this.resultReader;
	}

	/**
	 * The exception of a call that the other side failed.
	 */
	SocketException toException(Result.Failure failure) {
		ContractError error = this.errors.get(failure.type());
		if (error == null) {
			return new ServerErrorException(null, new IllegalStateException("The other side answered an error that "
					+ this.path + " does not declare: '" + failure.type() + "'"))
				.withContext(failure.context());
		}
		try {
			PayloadReader reader = this.errorReaders.get(failure.type());
			return error.create((reader != null) ? failure.data(reader) : null).withContext(failure.context());
		}
		catch (RuntimeException ex) {
			return new ServerErrorException(null, ex).withContext(failure.context());
		}
	}

}
