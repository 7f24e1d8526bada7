package io.grest.ws.internal.call;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import io.grest.ws.context.SocketMessage;
import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.MethodValidator.InputValidation;
import io.grest.ws.contract.MethodValidator.ResultValidation;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.PayloadReader;
import io.grest.ws.internal.json.PayloadWriter;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.reflect.NullElements;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.StreamFrames;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.SocketMetrics;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Prepared method of this side: reads and validates its payload, runs the handler, and
 * validates and writes its answer.
 *
 * @since 0.1.0
 */
public final class InboundMethod {

	private final SocketMessage message;

	private final WireFormat.MethodFrames frames;

	private final @Nullable PayloadReader reader;

	private final PayloadWriter writer;

	private final Map<String, ContractError> errors;

	private final Invoker invoker;

	private final @Nullable InputValidation inputCheck;

	private final @Nullable ResultValidation resultCheck;

	private final SocketMetrics.OfMethod metrics;

	// Null for a method registered by its path.
	private final @Nullable ContractMethod declared;

	private final ContractMethod.Mode mode;

	// Null if calls take no stream.
	private final @Nullable InboundItems items;

	private final HandlerThread thread;

	// Null if everybody may call it.
	private final @Nullable MethodRule rule;

	private InboundMethod(InboundMethod source, HandlerThread thread, @Nullable MethodRule rule) {
		this.message = source.message;
		this.frames = source.frames;
		this.reader = source.reader;
		this.writer = source.writer;
		this.errors = source.errors;
		this.invoker = source.invoker;
		this.inputCheck = source.inputCheck;
		this.resultCheck = source.resultCheck;
		this.metrics = source.metrics;
		this.declared = source.declared;
		this.mode = source.mode;
		this.items = source.items;
		this.thread = thread;
		this.rule = rule;
	}

	private InboundMethod(@Nullable ContractMethod declared, String path, @Nullable Type inputType,
			@Nullable Type resultType, ContractMethod.Mode mode, @Nullable InboundItems items,
			Map<String, ContractError> errors, Invoker invoker, @Nullable InputValidation inputCheck,
			@Nullable ResultValidation resultCheck, Payloads payloads, WireFormat format,
			SocketMetrics.OfMethod metrics) {
		this.message = new SocketMessage(path);
		this.frames = format.method(path);
		this.reader = (inputType != null) ? payloads.reader(inputType) : null;
		this.writer = payloads.writer((resultType != null) ? resultType : Object.class);
		this.errors = errors;
		this.invoker = invoker;
		this.inputCheck = inputCheck;
		this.resultCheck = resultCheck;
		this.metrics = metrics;
		this.declared = declared;
		this.mode = mode;
		this.items = items;
		this.thread = HandlerThread.READING;
		this.rule = null;
	}

	/**
	 * Create a method of a contract.
	 * @param method the method
	 * @param payloads the readers and writers of payloads
	 * @param format the format of frames
	 * @param validator the validator of inputs and results, or {@code null} for none
	 * @param metrics the metrics of the method
	 * @return the prepared method
	 */
	public static InboundMethod of(ContractMethod method, Payloads payloads, WireFormat format,
			@Nullable MethodValidator validator, SocketMetrics.OfMethod metrics) {
		Method target = method.method();
		InputValidation constraints = (validator != null) ? validator.forInput(method) : null;
		NullElements nulls = (method.inputType() != null) ? NullElements.ofInput(target) : null;
		InputValidation check = (nulls != null) ? checked(nulls, constraints) : constraints;
		ResultValidation resultCheck = (validator != null) ? validator.forResult(method) : null;
		return new InboundMethod(method, method.path(), method.inputType(), method.resultType(), method.mode(),
				InboundItems.of(method, payloads, format, validator), method.errors(), ContractInvoker.of(method),
				check, resultCheck, payloads, format, metrics);
	}

	private static InputValidation checked(NullElements nulls, @Nullable InputValidation constraints) {
		return (target, input) -> {
			nulls.check(input);
			if (constraints != null) {
				constraints.validate(target, input);
			}
		};
	}

	/**
	 * Create a method registered by its path, declared by the contract or not.
	 * @param path the path
	 * @param inputType the type of its payload, {@code Void} for none
	 * @param resultType the type of its answer or of the items of it, or {@code null} for
	 * none
	 * @param mode whether a call receives an answer
	 * @param errors the errors that it may answer with
	 * @param invoker the invoker
	 * @param payloads the readers and writers of payloads
	 * @param format the format of frames
	 * @param validator the validator of inputs and results, or {@code null} for none
	 * @param metrics the metrics of the method
	 * @return the prepared method
	 */
	public static InboundMethod raw(String path, Class<?> inputType, @Nullable Class<?> resultType,
			ContractMethod.Mode mode, Map<String, ContractError> errors, Invoker invoker, Payloads payloads,
			WireFormat format, @Nullable MethodValidator validator, SocketMetrics.OfMethod metrics) {
		InputValidation check = (validator != null && validator.constrains(inputType)) ? (implementation, input) -> {
			List<ValidationException.Issue> issues = validator.issues(input);
			if (!issues.isEmpty()) {
				throw new ValidationException(issues);
			}
		} : null;
		ResultValidation resultCheck = (validator != null && resultType != null && validator.constrains(resultType))
				? (value) -> (value != null) ? validator.issues(value) : List.of() : null;
		return new InboundMethod(null, path, (inputType != Void.class) ? inputType : null, resultType, mode, null,
				errors, invoker, check, resultCheck, payloads, format, metrics);
	}

	/**
	 * Return this method as it runs for one class of handlers.
	 * @param thread the thread that it runs on
	 * @param rule the rule of who may call it, or {@code null} for none
	 */
	InboundMethod running(HandlerThread thread, @Nullable MethodRule rule) {
		return (thread.equals(this.thread) && rule == this.rule) ? this : new InboundMethod(this, thread, rule);
	}

	HandlerThread thread() {
		return this.thread;
	}

	ContractMethod.Mode mode() {
		return this.mode;
	}

	/**
	 * Return the items of the stream that calls take, or {@code null} if they take none.
	 */
	@Nullable InboundItems items() {
		return this.items;
	}

	/**
	 * Return whether calls answer with a stream or take one.
	 */
	boolean isStreaming() {
		return this.mode == ContractMethod.Mode.STREAM || this.items != null;
	}

	/**
	 * Check what depends on the caller alone.
	 * @throws DeniedException if it must not call the method
	 */
	void check(InboundCall call) {
		if (this.rule != null) {
			this.rule.check(call.caller());
		}
	}

	@Nullable MethodRule rule() {
		return this.rule;
	}

	/**
	 * Return the method of the contract, or {@code null} if this one was registered by
	 * its path.
	 */
	@Nullable ContractMethod declared() {
		return this.declared;
	}

	String path() {
		return this.message.path();
	}

	/**
	 * Return the metrics of this method.
	 * @return the metrics
	 */
	public SocketMetrics.OfMethod metrics() {
		return this.metrics;
	}

	Map<String, ContractError> errors() {
		return this.errors;
	}

	SocketMessage message() {
		return this.message;
	}

	/**
	 * Read and validate an input.
	 * @return the input, {@code null} for a method without one
	 * @throws ValidationException if it is invalid
	 */
	@Nullable Object readInput(Object implementation, Payload payload) {
		if (this.reader == null) {
			return null;
		}
		Object input = this.reader.read(payload);
		if (this.inputCheck != null) {
			this.inputCheck.validate(implementation, input);
		}
		return input;
	}

	@Nullable Object invoke(InboundCall call, Object implementation, @Nullable Object input) throws Throwable {
		if (this.rule == null) {
			return this.invoker.invoke(implementation, input);
		}
		if (call instanceof InboundStream stream) {
			stream.begins(implementation, input);
		}
		return (this.mode == ContractMethod.Mode.STREAM)
				? this.rule.stream(call.caller(), implementation, input, this.invoker) : this.rule.invoke(call.caller(),
						call::currentContext, implementation, input, this.invoker, this.thread.blocks());
	}

	/**
	 * Return whether a result is there later.
	 * @param result what a method has returned
	 * @return {@code false} if the answer is known, or a stream
	 */
	public static boolean isLater(Object result) {
		return result instanceof Mono<?> || result instanceof CompletionStage<?>;
	}

	/**
	 * Return the result of a method that answers later by one value.
	 * @param result what the method has returned
	 * @return the result
	 */
	public static Mono<?> later(Object result) {
		return (result instanceof Mono<?> mono) ? mono : Mono.fromCompletionStage((CompletionStage<?>) result);
	}

	OutboundFrame success(String id, @Nullable Object value) {
		if (this.mode != ContractMethod.Mode.STREAM) {
			check(value);
		}
		return this.frames.success(id, this.writer, value);
	}

	/**
	 * Write an item of the stream that a call is answered by.
	 */
	OutboundFrame item(StreamFrames streams, String id, Object item) {
		check(item);
		return streams.item(id, this.writer, item);
	}

	private void check(@Nullable Object value) {
		List<ValidationException.Issue> issues = (this.resultCheck != null) ? this.resultCheck.issues(value)
				: List.of();
		if (!issues.isEmpty()) {
			throw new InvalidResultException(issues);
		}
	}

	OutboundFrame failure(String id, SocketException error) {
		return this.frames.failure(id, error);
	}

	/**
	 * Return whether an error is declared, so that it may be sent to the peer.
	 */
	boolean declares(Throwable error) {
		return error instanceof SocketException known && this.errors.containsKey(known.type());
	}

	/**
	 * Strategy to run a method.
	 */
	@FunctionalInterface
	public interface Invoker {

		/**
		 * Run the method.
		 * @param implementation the implementation of this side's interface
		 * @param input the payload, or {@code null} for none
		 * @return the answer, a {@code Mono} or a {@code CompletionStage} of it, or
		 * {@code null}
		 * @throws Throwable any error of the method
		 */
		@Nullable Object invoke(Object implementation, @Nullable Object input) throws Throwable;

	}

}
