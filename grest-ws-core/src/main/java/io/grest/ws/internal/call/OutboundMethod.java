package io.grest.ws.internal.call;

import java.util.HashMap;
import java.util.Map;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.NullElements;
import io.grest.ws.error.PayloadTooLargeException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketMetrics.Outcome;
import io.grest.ws.protocol.OutboundFrame;
import io.grest.ws.protocol.Payload;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.protocol.PayloadReader;
import io.grest.ws.protocol.PayloadWriter;
import io.grest.ws.protocol.Result;
import io.grest.ws.protocol.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * A method of the other side, ready to be called: heads of its frames, and how its
 * payload, its answer and its errors are written and read.
 *
 * @since 0.1.0
 */
public final class OutboundMethod {

	/**
	 * What a call counts as that is larger than the other side takes.
	 */
	static final String TOO_LARGE = new PayloadTooLargeException().type();

	private final String path;

	private final ReturnAdapter returns;

	private final WireFormat.MethodFrames frames;

	private final PayloadWriter writer;

	private final @Nullable PayloadReader resultReader;

	private final @Nullable NullElements resultNulls;

	private final Map<String, ContractError> errors;

	private final Map<String, PayloadReader> errorReaders = new HashMap<>();

	private final SocketMetrics.OfMethod metrics;

	private OutboundMethod(String path, ReturnAdapter returns, PayloadWriter writer,
			@Nullable PayloadReader resultReader, @Nullable NullElements resultNulls, Map<String, ContractError> errors,
			PayloadCodec codec, WireFormat format, SocketMetrics.OfMethod metrics) {
		this.path = path;
		this.returns = returns;
		this.frames = format.method(path);
		this.writer = writer;
		this.resultReader = resultReader;
		this.resultNulls = resultNulls;
		this.errors = errors;
		this.metrics = metrics;
		errors.forEach((type, error) -> {
			if (error.dataType() != null) {
				this.errorReaders.put(type, codec.reader(error.dataType()));
			}
		});
	}

	/**
	 * A method of a contract.
	 * @param method the method
	 * @param codec reads and writes payloads
	 * @param format how its frames look
	 * @param metrics is told of its calls
	 * @return the method, ready
	 */
	public static OutboundMethod of(ContractMethod method, PayloadCodec codec, WireFormat format,
			SocketMetrics.OfMethod metrics) {
		return new OutboundMethod(method.path(), ReturnAdapter.of(method),
				codec.writer((method.inputType() != null) ? method.inputType() : Object.class),
				(method.resultType() != null) ? codec.reader(method.resultType()) : null, NullElements.ofResult(method),
				method.errors(), codec, format, metrics);
	}

	/**
	 * A method called by its path, perhaps none of the contract.
	 * @param path the path
	 * @param resultType the type of its answer, or {@code null} for none
	 * @param errors the errors that it may answer
	 * @param codec reads and writes payloads
	 * @param format how its frames look
	 * @param metrics is told of its calls
	 * @return the method, ready
	 */
	public static OutboundMethod raw(String path, @Nullable Class<?> resultType, Map<String, ContractError> errors,
			PayloadCodec codec, WireFormat format, SocketMetrics.OfMethod metrics) {
		return new OutboundMethod(path, (resultType != null) ? ReturnAdapter.REQUEST : ReturnAdapter.MESSAGE,
				codec.writer(Object.class),
				(resultType != null && resultType != Void.class) ? codec.reader(resultType) : null, null, errors, codec,
				format, metrics);
	}

	/**
	 * Told of the calls of this method.
	 * @return the metrics
	 */
	public SocketMetrics.OfMethod metrics() {
		return this.metrics;
	}

	/**
	 * Count a call that is larger than the other side takes.
	 */
	void refusedForSize() {
		this.metrics.refused(TOO_LARGE);
	}

	String path() {
		return this.path;
	}

	ReturnAdapter returns() {
		return this.returns;
	}

	/**
	 * Write a message.
	 * @param parameters what stands in place of an id, empty for nothing
	 * @param payload the payload, or {@code null} for none
	 * @return the frame
	 */
	public OutboundFrame message(String parameters, @Nullable Object payload) {
		try {
			return this.frames.message(parameters, this.writer, payload);
		}
		catch (RuntimeException ex) {
			this.metrics.refused(SocketMetrics.Outcome.ERROR);
			throw ex;
		}
	}

	OutboundFrame request(String id, @Nullable Object payload) {
		return this.frames.request(id, this.writer, payload);
	}

	/**
	 * Read an answer.
	 * @throws RuntimeException if it is none, or of another type than the contract says
	 */
	Result readResult(WireFormat format, Payload payload) {
		Result result = format.readResult(payload, this.resultReader);
		if (this.resultNulls != null && result instanceof Result.Success success && success.value() != null) {
			this.resultNulls.check(success.value());
		}
		return result;
	}

	/**
	 * What a call counts as that the other side failed.
	 */
	String resultOf(Result.Failure failure) {
		return this.errors.containsKey(failure.type()) ? failure.type() : Outcome.ERROR;
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
