package io.grest.ws.internal.call;

import java.util.function.Consumer;
import java.util.function.Function;

import io.grest.ws.contract.ContractError;
import io.grest.ws.error.PayloadTooLargeException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.DropReason;
import io.grest.ws.observation.SocketMetrics;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/**
 * Answers to the peer's calls, within the size that it takes. An error that it must not
 * see is replaced, one that cannot be written too.
 */
final class CallAnswers {

	private final CallSession session;

	private final ContractCalls contract;

	private final @Nullable ErrorFrames errorFrames;

	private final @Nullable CallSurroundings surroundings;

	CallAnswers(CallSession session, ContractCalls contract) {
		this.session = session;
		this.contract = contract;
		this.errorFrames = contract.errorFrames();
		this.surroundings = session.surroundings();
	}

	/**
	 * Refuse a call that does not run.
	 * @param path the path of the call
	 * @param id the id to answer with, or {@code null} for a message
	 * @param reason the reason for the log
	 * @param told the error to answer with
	 * @param metrics the metrics of the method
	 */
	void refuse(String path, @Nullable String id, DropReason reason, SocketException told,
			SocketMetrics.OfMethod metrics) {
		metrics.refused(told.type());
		if (id == null) {
			this.session.log().dropped(reason, path);
			return;
		}
		this.session.log().refused(reason, path);
		WireFormat.MethodFrames frames = this.contract.format().method(path);
		answerError(path, told, (answered) -> frames.failure(id, answered), this.session.sender()::answer);
	}

	/**
	 * Refuse a call for which the executor has no room.
	 */
	void overloaded(InboundCall call) {
		SocketException told = new TooManyRequestsException("Too many calls wait for a thread");
		if (call.id() != null) {
			this.session.log().refused(DropReason.OVER_LIMIT, call.method().path());
			answerError(call, call.id(), told);
		}
		else {
			this.session.log().dropped(DropReason.OVER_LIMIT, call.method().path());
		}
		call.failed(told.type(), told);
	}

	/**
	 * Answer with a value, {@code null} for none.
	 */
	void succeeded(InboundCall call, @Nullable Object value) {
		try {
			if (call.id() != null) {
				OutboundFrame frame = call.method().success(call.id(), value);
				if (!this.session.sender().takes(frame)) {
					throw tooLarge("The answer of " + call.method().path(), frame);
				}
				call.send(frame);
			}
			call.succeeded();
		}
		catch (Throwable ex) {
			failed(call, ex);
		}
	}

	/**
	 * Return the error for a frame over the peer's size limit.
	 * @param what the name of the frame
	 */
	PayloadTooLargeException tooLarge(String what, OutboundFrame frame) {
		this.session.log().replaced(DropReason.TOO_LARGE, this.session.sender().describeTooLarge(what, frame));
		return new PayloadTooLargeException("The answer is larger than the receiver takes");
	}

	/**
	 * Answer that the input is invalid.
	 */
	void invalid(InboundCall call, ValidationException ex) {
		SocketException told = ex;
		if (call.id() != null) {
			told = answerError(call, call.id(), ex);
		}
		else {
			this.session.log().dropped(DropReason.INVALID_PAYLOAD, call.method().path() + " " + ex.issues());
		}
		call.failed(told.type(), told);
	}

	/**
	 * Answer with an error in place of what the handler would answer with.
	 */
	void ended(InboundCall call, SocketException told) {
		call.failed(told.type(), (call.id() != null) ? answerError(call, call.id(), told) : told);
	}

	/**
	 * Answer with an error.
	 */
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
			if (!messageFailed((told == failure || !(told instanceof ServerErrorException)) ? told : null)) {
				DropReason reason = (failure instanceof DeniedException) ? DropReason.DENIED : DropReason.FAILED;
				this.session.log().dropped(reason, call.method().path() + " " + told.type());
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
			return answerError(call.method().path(), told, encode, call::send);
		}
		catch (Throwable unwritable) {
			return answerError(call.method().path(), tell(call, unwritable), encode, call::send);
		}
	}

	// The data or issues of an error may exceed the peer's size limit; so may an id.
	private SocketException answerError(String path, SocketException told,
			Function<SocketException, OutboundFrame> encode, Consumer<OutboundFrame> send) {
		SocketException answered = told;
		OutboundFrame frame = encode.apply(told);
		if (!this.session.sender().takes(frame)) {
			answered = tooLarge("The answer of " + path, frame);
			frame = encode.apply(answered);
		}
		if (this.session.sender().takes(frame)) {
			send.accept(frame);
		}
		else {
			this.session.log()
				.dropped(DropReason.TOO_LARGE, this.session.sender().describeTooLarge("The error of " + path, frame));
		}
		return answered;
	}

	// Return the error to send. What the peer does not receive is logged, with the same
	// ref.
	private SocketException tell(InboundCall call, Throwable ex) {
		if (ex instanceof SocketException declared
				&& (call.method().declares(ex) ? !HandlerErrors.isOfAnotherCall(declared) : isOfStreams(declared))) {
			return declared;
		}
		SocketException told = this.contract.handlers()
			.errors()
			.tell(call, ex, this.session.scope(), this.session.caller().get());
		if (told instanceof ServerErrorException) {
			this.session.listener().undeclared(ex);
		}
		return told;
	}

	// Every method may answer these, if both sides know streams.
	private boolean isOfStreams(SocketException error) {
		return this.session.granted().streams() && error.failedCall().isEmpty()
				&& ContractError.OF_STREAMS.containsKey(error.type());
	}

}
