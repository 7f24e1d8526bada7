package io.grest.ws.internal.call;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.error.PayloadTooLargeException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.SocketException.FailedCall;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.PayloadReader;
import io.grest.ws.internal.json.PayloadWriter;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.reflect.NullElements;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.Result;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketMetrics.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Prepared method of the other side: writes its frames, and reads its answers and errors.
 *
 * @since 0.1.0
 */
public final class OutboundMethod {

	/**
	 * The result, for metrics, of a call over the other side's size limit.
	 */
	static final String TOO_LARGE = new PayloadTooLargeException().type();

	private final String path;

	private final ReturnAdapter returns;

	private final WireFormat.MethodFrames frames;

	private final PayloadWriter writer;

	private final @Nullable PayloadReader resultReader;

	private final @Nullable NullElements resultNulls;

	// Null if calls take no stream.
	private final @Nullable PayloadWriter itemWriter;

	private final ReceivedErrors errors;

	private final Set<String> thrown;

	// Whether its caller calls again for the rest of a stream that has ended too early.
	private final boolean continued;

	private final SocketMetrics.OfMethod metrics;

	private OutboundMethod(String path, ReturnAdapter returns, PayloadWriter writer,
			@Nullable PayloadReader resultReader, @Nullable NullElements resultNulls,
			@Nullable PayloadWriter itemWriter, @Nullable ContractMethod declared, Payloads payloads, WireFormat format,
			SocketMetrics.OfMethod metrics) {
		Errors errors = Errors.of(declared);
		this.path = path;
		this.returns = returns;
		this.frames = format.method(path);
		this.writer = writer;
		this.resultReader = resultReader;
		this.resultNulls = resultNulls;
		this.itemWriter = itemWriter;
		this.errors = new ReceivedErrors(path, errors.known(), payloads);
		this.thrown = errors.thrown();
		this.continued = declared != null && declared.after().isPresent();
		this.metrics = metrics;
	}

	private OutboundMethod(OutboundMethod other, PayloadWriter writer) {
		this.path = other.path;
		this.returns = other.returns;
		this.frames = other.frames;
		this.writer = writer;
		this.resultReader = other.resultReader;
		this.resultNulls = other.resultNulls;
		this.itemWriter = other.itemWriter;
		this.errors = other.errors;
		this.thrown = other.thrown;
		this.continued = other.continued;
		this.metrics = other.metrics;
	}

	/**
	 * Create a method of a contract.
	 * @param method the method
	 * @param payloads the readers and writers of payloads
	 * @param format the format of frames
	 * @param metrics the metrics of the method
	 * @return the prepared method
	 */
	public static OutboundMethod of(ContractMethod method, Payloads payloads, WireFormat format,
			SocketMetrics.OfMethod metrics) {
		return new OutboundMethod(method.path(), ReturnAdapter.of(method),
				payloads.writer((method.inputType() != null) ? method.inputType() : Object.class),
				(method.resultType() != null) ? payloads.reader(method.resultType()) : null,
				(method.resultType() != null) ? NullElements.ofResult(method.method()) : null,
				(method.inputItemType() != null) ? payloads.writer(method.inputItemType()) : null, method, payloads,
				format, metrics);
	}

	/**
	 * Create a method called by its path, declared by the contract or not.
	 * @param path the path
	 * @param resultType the type of its answer, or {@code null} for none
	 * @param declared the method of this path that the contract declares, or {@code null}
	 * @param payloads the readers and writers of payloads
	 * @param format the format of frames
	 * @param metrics the metrics of the method
	 * @return the prepared method
	 */
	public static OutboundMethod raw(String path, @Nullable Class<?> resultType, @Nullable ContractMethod declared,
			Payloads payloads, WireFormat format, SocketMetrics.OfMethod metrics) {
		return new OutboundMethod(path, (resultType != null) ? ReturnAdapter.REQUEST : ReturnAdapter.MESSAGE,
				payloads.writer(Object.class),
				(resultType != null && resultType != Void.class) ? payloads.reader(resultType) : null, null, null,
				declared, payloads, format, metrics);
	}

	/**
	 * Create a method with streams, called by its path, declared by the contract or not.
	 * @param path the path
	 * @param itemType the type of the items of its answer
	 * @param takesStream whether a call takes a stream
	 * @param declared the method of this path that the contract declares, or {@code null}
	 * @param payloads the readers and writers of payloads
	 * @param format the format of frames
	 * @param metrics the metrics of the method
	 * @return the prepared method
	 */
	public static OutboundMethod rawStream(String path, Class<?> itemType, boolean takesStream,
			@Nullable ContractMethod declared, Payloads payloads, WireFormat format, SocketMetrics.OfMethod metrics) {
		return new OutboundMethod(path, ReturnAdapter.STREAM, payloads.writer(Object.class), payloads.reader(itemType),
				null, takesStream ? payloads.writer(Object.class) : null, declared, payloads, format, metrics);
	}

	/**
	 * Return this method for payloads that have been written before.
	 * @return a method that takes arrays of bytes with JSON in UTF-8
	 */
	OutboundMethod encoded() {
		return new OutboundMethod(this, PayloadWriter.ENCODED);
	}

	/**
	 * Return the metrics of this method.
	 * @return the metrics
	 */
	public SocketMetrics.OfMethod metrics() {
		return this.metrics;
	}

	/**
	 * Count a call over the other side's size limit.
	 */
	void refusedForSize() {
		this.metrics.refused(TOO_LARGE);
	}

	/**
	 * Return the path of the method.
	 * @return the name in frames
	 */
	public String path() {
		return this.path;
	}

	/**
	 * Return whether calls are answered.
	 * @return {@code false} for a message
	 */
	public boolean isAnswered() {
		return this.returns.isAnswered();
	}

	ReturnAdapter returns() {
		return this.returns;
	}

	/**
	 * Return whether calls answer with a stream or take one.
	 */
	boolean isStreaming() {
		return this.returns == ReturnAdapter.STREAM || this.itemWriter != null;
	}

	/**
	 * Return whether the caller of a stream that has lost its connection calls again for
	 * the rest.
	 */
	boolean isContinued() {
		return this.continued;
	}

	/**
	 * Return the writer of the items that calls take, or {@code null} if they take none.
	 */
	@Nullable PayloadWriter itemWriter() {
		return this.itemWriter;
	}

	/**
	 * Read an item of the stream that a call is answered by.
	 * @throws RuntimeException if it is not of the declared type
	 */
	Object readItem(Payload payload) {
		Assert.state(this.resultReader != null, () -> this.path + " has no items");
		Object item = this.resultReader.read(payload);
		if (this.resultNulls != null) {
			this.resultNulls.check(item);
		}
		return item;
	}

	/**
	 * Write a message.
	 * @param parameters the parameters in place of an id, empty for none
	 * @param payload the payload, or {@code null} for none
	 * @return the frame
	 */
	public OutboundFrame message(String parameters, @Nullable Object payload) {
		try {
			return this.frames.message(parameters, this.writer, payload);
		}
		catch (Throwable ex) {
			this.metrics.refused(SocketMetrics.Outcome.ERROR);
			throw ex;
		}
	}

	OutboundFrame request(String id, @Nullable Object payload) {
		return this.frames.request(id, this.writer, payload);
	}

	/**
	 * Read an answer.
	 * @throws RuntimeException if it is malformed, or not of the declared type
	 */
	Result readResult(WireFormat format, Payload payload) {
		Result result = format.readResult(payload, this.resultReader);
		if (this.resultNulls != null && result instanceof Result.Success success && success.value() != null) {
			this.resultNulls.check(success.value());
		}
		return result;
	}

	/**
	 * Read an answer that another node has received.
	 * @param format the format of the answer
	 * @param payload the answer
	 * @return the value, or {@code null} for none
	 * @throws SocketException if the call has failed
	 */
	public @Nullable Object readAnswer(WireFormat format, Payload payload) {
		Result result = readResult(format, payload);
		if (result instanceof Result.Failure failure) {
			throw toException(failure);
		}
		return ((Result.Success) result).value();
	}

	/**
	 * Return the result, for metrics, of a call that failed on the other side.
	 */
	String resultOf(Result.Failure failure) {
		return this.errors.isKnown(failure.type()) ? failure.type() : Outcome.ERROR;
	}

	/**
	 * Return whether the other side knows an error of the stream that a call sends.
	 */
	boolean knows(String type) {
		return this.errors.isKnown(type);
	}

	/**
	 * Create the exception of a call that failed on the other side.
	 */
	SocketException toException(Result.Failure failure) {
		SocketException exception = this.errors.read(failure);
		boolean declared = exception.type().equals(failure.type()) && this.thrown.contains(failure.type());
		exception.setFailedCall(new FailedCall(this.path, declared));
		return exception;
	}

	/**
	 * Add the call to an error that this side raises in place of an answer.
	 */
	<T extends Throwable> T failed(T error) {
		if (error instanceof SocketException known && known.failedCall().isEmpty()) {
			known.setFailedCall(new FailedCall(this.path, false));
		}
		return error;
	}

	@Override
	public String toString() {
		return this.path;
	}

	/**
	 * Errors that a method may answer with.
	 *
	 * @param known the errors by type, including the standard ones
	 * @param thrown the types of those in its {@code throws} clause
	 */
	private record Errors(Map<String, ContractError> known, Set<String> thrown) {

		static Errors of(@Nullable ContractMethod method) {
			if (method == null) {
				return new Errors(ContractError.STANDARD, Set.of());
			}
			List<Class<?>> classes = Arrays.asList(method.method().getExceptionTypes());
			return new Errors(method.errors(),
					method.errors()
						.values()
						.stream()
						.filter((error) -> classes.contains(error.exceptionClass()))
						.map(ContractError::type)
						.collect(Collectors.toUnmodifiableSet()));
		}

	}

}
