package io.grest.ws.internal.call;

import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.wire.Result;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics.Outcome;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;
import reactor.util.context.ContextView;

/**
 * Call of this side that waits for its answer.
 */
abstract class PendingCall {

	private final OutboundMethod method;

	// Set before the call is sent, or fails.
	private @Nullable Observed observed;

	// Set before the call is sent.
	private String id = "";

	private long lastTick;

	private boolean timeout;

	private long begun;

	// Whether its frame has left the queue without being passed to a link.
	private volatile boolean unsent;

	// Null if the call takes no stream.
	private volatile @Nullable StreamSender input;

	private volatile boolean ended;

	/**
	 * Create a call.
	 * @param method the called method
	 */
	PendingCall(OutboundMethod method) {
		this.method = method;
	}

	OutboundMethod method() {
		return this.method;
	}

	void observe(@Nullable Observed observed) {
		this.observed = observed;
	}

	@Nullable Observed observed() {
		return this.observed;
	}

	String id() {
		return this.id;
	}

	/**
	 * Return the tick of its timeout.
	 */
	long lastTick() {
		return this.lastTick;
	}

	/**
	 * Return whether it has the timeout of this side, and no deadline of the call that
	 * makes it.
	 */
	boolean hasTimeout() {
		return this.timeout;
	}

	/**
	 * Begin to wait.
	 * @param id the id of the call
	 * @param lastTick the tick of its timeout
	 * @param timeout whether that is the timeout of this side
	 */
	void begin(String id, long lastTick, boolean timeout) {
		this.id = id;
		this.lastTick = lastTick;
		this.timeout = timeout;
		this.begun = this.method.metrics().begun();
		this.method.metrics().unfinished(1);
	}

	/**
	 * Return when the call began, for metrics.
	 */
	long begun() {
		return this.begun;
	}

	/**
	 * Return whether the other side may have run the call: in doubt it may.
	 */
	boolean mayHaveRun() {
		return !this.unsent;
	}

	/**
	 * Handle that the frame of the call was dropped before it was passed to a link.
	 */
	void unsent() {
		this.unsent = true;
	}

	@Nullable StreamSender input() {
		return this.input;
	}

	void useInput(StreamSender input) {
		this.input = input;
		// The call has ended just before the line above.
		if (this.ended) {
			input.cancel();
		}
	}

	/**
	 * Return the Reactor context of the caller.
	 */
	abstract ContextView context();

	/**
	 * Read the answer.
	 * @throws RuntimeException if it is malformed, or not of the declared type
	 */
	Result readResult(WireFormat format, Payload payload) {
		return this.method.readResult(format, payload);
	}

	void succeed(@Nullable Object value) {
		this.method.metrics().unfinished(-1);
		this.method.metrics().succeeded(this.begun);
		if (this.observed != null) {
			this.observed.ended(Outcome.OK, null);
		}
		endInput();
		succeeded(value);
	}

	/**
	 * Fail the call.
	 * @param error the error
	 * @param result the result for metrics
	 */
	void fail(Throwable error, String result) {
		try {
			ended(result, error);
		}
		finally {
			failed(this.method.failed(error));
		}
	}

	/**
	 * Fail a call that has not begun.
	 * @param error the error
	 * @param result the result for metrics
	 */
	void refuse(Throwable error, String result) {
		this.method.metrics().refused(result);
		if (this.observed != null) {
			this.observed.ended(result, error);
		}
		failed(this.method.failed(error));
	}

	/**
	 * Record the end of the call.
	 */
	void ended(String result, @Nullable Throwable error) {
		this.method.metrics().unfinished(-1);
		this.method.metrics().failed(result, this.begun);
		if (this.method.isStreaming()) {
			CallMetrics.ended(this.method.metrics().streams(), result);
		}
		if (this.observed != null) {
			this.observed.ended(result, error);
		}
		endInput();
	}

	private void endInput() {
		this.ended = true;
		StreamSender input = this.input;
		if (input != null) {
			input.cancel();
		}
	}

	/**
	 * Pass the value to the caller, {@code null} for none.
	 */
	abstract void succeeded(@Nullable Object value);

	/**
	 * Pass the error to the caller.
	 */
	abstract void failed(Throwable error);

	/**
	 * Call that is answered by one value.
	 */
	static final class Answer extends PendingCall {

		private final MonoSink<Object> sink;

		/**
		 * Create a call.
		 * @param method the called method
		 * @param sink the sink for the answer
		 */
		Answer(OutboundMethod method, MonoSink<Object> sink) {
			super(method);
			this.sink = sink;
		}

		@Override
		ContextView context() {
			return this.sink.contextView();
		}

		@Override
		void succeeded(@Nullable Object value) {
			this.sink.success(value);
		}

		@Override
		void failed(Throwable error) {
			this.sink.error(error);
		}

	}

}
