package io.grest.ws.internal.call;

import java.util.Objects;

import io.grest.ws.contract.ContractMethod;
import io.grest.ws.error.BadRequestException;
import io.grest.ws.error.CancelledException;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.DeadlineExceededException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.reflect.ReturnTypes;
import io.grest.ws.internal.reflect.StreamInput;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.internal.wire.StreamFrames;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics.Outcome;
import io.grest.ws.observation.StreamMetrics;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * One call of the peer that answers with a stream, or takes one, or both.
 */
final class InboundStream extends InboundCall implements StreamSender.Owner, StreamReceiver.Source {

	private static final int INPUT_WINDOW = 32;

	private final String streamId;

	private final StreamFrames frames;

	private final StreamMetrics metrics;

	// Null if the answer is one value.
	private final @Nullable StreamSender answer;

	// Null if the call takes no stream.
	private final @Nullable StreamReceiver input;

	private final CreditSender credit;

	// In milliseconds, 0 for no limit.
	private final int idle;

	// Until when an item or credit has to move, as Deadlines has it.
	private volatile int idleEnd;

	// For the writing thread.
	private boolean answerBegun;

	// Null without a rule, and until the handler is called.
	private volatile @Nullable Judged judged;

	/**
	 * Create a call.
	 * @param runner runs the calls of the connection
	 * @param method the method to call
	 * @param frame the frame of the call
	 * @param frames the frames of streams
	 * @param budget the limit of credit for what the peer sends
	 * @param idle the milliseconds after which it ends if nothing moves, 0 for no limit
	 * @param observed the observation of the call, or {@code null} for none
	 */
	InboundStream(CallRunner runner, InboundMethod method, Frame frame, StreamFrames frames, CreditBudget budget,
			int idle, @Nullable Observed observed) {
		super(runner, method, frame.withoutParameters().id(), observed);
		this.streamId = Objects.requireNonNull(id());
		this.frames = frames;
		this.metrics = method.metrics().streams();
		this.answer = (method.mode() == ContractMethod.Mode.STREAM)
				? new StreamSender(runner.sender(), this, this.streamId, frame.credit()) : null;
		this.input = (method.items() != null) ? new StreamReceiver(this, INPUT_WINDOW, budget) : null;
		this.credit = new CreditSender(runner.sender(), this::creditFrame);
		this.idle = idle;
		moved();
	}

	@Override
	boolean hasStream() {
		return true;
	}

	private void moved() {
		if (this.idle > 0) {
			this.idleEnd = Deadlines.in(this.idle);
		}
	}

	@Override
	boolean hasDeadline() {
		return this.idle > 0 || super.hasDeadline();
	}

	@Override
	@Nullable SocketException overdue() {
		return Deadlines.isOver(this.idleEnd)
				? new DeadlineExceededException("Neither items nor credit have moved for " + this.idle + " ms")
				: super.overdue();
	}

	/**
	 * Handle that the handler of a method with a rule is called next.
	 * @param implementation the object that is called
	 * @param input the input, or {@code null} for none
	 */
	void begins(Object implementation, @Nullable Object input) {
		this.judged = new Judged(implementation, input);
	}

	/**
	 * Judge anew whether the caller may go on, which has lost authorities.
	 */
	void judge() {
		MethodRule rule = method().rule();
		if (rule == null || hasEnded()) {
			return;
		}
		Judged judged = this.judged;
		// What depends on the input is checked when the handler is called.
		Mono<Void> checked = (judged != null) ? rule.checkAgain(caller(), judged.implementation, judged.input)
				: Mono.fromRunnable(() -> rule.check(caller()));
		checked = checked.contextWrite(currentContext());
		(method().thread().blocks() ? checked.subscribeOn(runner().blocking()) : checked).subscribe(null,
				(ex) -> cancel(() -> runner().answers().failed(this, ex)));
	}

	@Override
	@Nullable Object input(@Nullable Object payload) {
		return (this.input != null) ? new StreamInput(payload, this.input.flux()) : payload;
	}

	// The answer

	@Override
	void answer(@Nullable Object result) {
		if (this.answer == null) {
			super.answer(result);
		}
		else {
			Flux<?> items = ReturnTypes.toFlux(Objects.requireNonNull(result));
			(method().thread().blocks() ? items.subscribeOn(runner().blocking()) : items).subscribe(this.answer);
		}
	}

	@Override
	public Context context() {
		return currentContext();
	}

	@Override
	public OutboundFrame frame(Object item) {
		OutboundFrame frame = method().item(this.frames, this.streamId, item);
		if (!runner().sender().takes(frame)) {
			throw runner().answers().tooLarge("An item of " + method().path(), frame);
		}
		return frame;
	}

	@Override
	public void ended(@Nullable Throwable ex) {
		ended(null, ex);
	}

	@Override
	void send(OutboundFrame answer) {
		if (this.answer == null) {
			super.send(answer);
		}
		else if (isCancelled()) {
			this.answer.endAtOnce(answer);
		}
		else {
			this.answer.end(answer);
		}
	}

	@Override
	void answered() {
		endInput(new CancelledException("The call has been answered"));
		if (this.answer == null) {
			release();
		}
	}

	@Override
	public void passed(int items) {
		moved();
		if (!this.answerBegun) {
			this.answerBegun = true;
			this.metrics.answerBegun(begun());
		}
		this.metrics.itemsSent(items);
	}

	@Override
	public void lastPassed() {
		release();
	}

	@Override
	void failed(String result, @Nullable SocketException error) {
		super.failed(result, error);
		if (isCancelled()) {
			CallMetrics.ended(this.metrics, (error != null) ? result : Outcome.CLOSED);
		}
	}

	/**
	 * Handle that the call takes or frees a place.
	 * @param change 1 or -1
	 */
	void open(int change) {
		this.metrics.open(change);
	}

	/**
	 * Handle credit of the peer.
	 * @return {@code false} if the answer is no stream
	 */
	boolean credit(Payload payload) {
		int items = StreamFrames.readCredit(payload);
		if (this.answer == null) {
			return false;
		}
		if (items > 0) {
			moved();
			this.answer.credit(items);
		}
		else {
			violated("credit", "Credit is a number of 1 to 10 digits, and not 0");
		}
		return true;
	}

	private void violated(String frame, String text) {
		runner().violated(method().path() + " " + frame);
		cancel(new BadRequestException(text));
	}

	@Override
	void cancelHandler() {
		try {
			super.cancelHandler();
		}
		finally {
			if (this.answer != null) {
				this.answer.cancel();
			}
		}
	}

	@Override
	void cancel() {
		try {
			super.cancel();
		}
		finally {
			endInput(new ConnectionClosedException());
		}
	}

	// The input

	@Override
	public void grant(int items) {
		this.credit.grant(items);
	}

	// Nothing follows the answer.
	private @Nullable OutboundFrame creditFrame(int items) {
		boolean over = hasEnded() || (this.input != null && this.input.hasEnded());
		return over ? null : this.frames.credit(this.streamId, items);
	}

	@Override
	public void cancelled() {
		if (!hasEnded()) {
			runner().send(this.frames.cancel(this.streamId));
		}
	}

	private void endInput(SocketException why) {
		if (this.input != null) {
			this.input.end(why);
		}
	}

	/**
	 * Handle an item of the peer, or the end of its stream.
	 * @return {@code false} if none is awaited
	 */
	boolean item(Frame frame) {
		moved();
		StreamReceiver input = this.input;
		InboundItems items = method().items();
		if (input == null || items == null || input.hasEnded() || hasEnded()) {
			return false;
		}
		if (frame.has(Frame.END)) {
			input.end(null);
		}
		else if (frame.has(Frame.ERROR)) {
			input.end(items.readError(frame.payload()));
		}
		else if (input.useCredit()) {
			this.metrics.itemReceived();
			pass(input, items, frame.payload());
		}
		else {
			violated("item", "There is no credit for this item");
		}
		return true;
	}

	private void pass(StreamReceiver input, InboundItems items, Payload payload) {
		Object item;
		try {
			item = items.read(runner().target(), payload);
		}
		catch (ValidationException ex) {
			cancel(ex);
			return;
		}
		catch (Throwable ex) {
			// Of a constraint or a constructor: of no concern to the other calls.
			cancel(() -> runner().answers().failed(this, ex));
			return;
		}
		input.next(item);
	}

	/**
	 * What rules on the input are checked with.
	 *
	 * @param implementation the object that is called
	 * @param input the input, or {@code null} for none
	 */
	private record Judged(Object implementation, @Nullable Object input) {

	}

}
