package io.grest.ws.internal.call;

import io.grest.ws.error.BadRequestException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.wire.Result;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.SocketMetrics.Outcome;
import io.grest.ws.observation.StreamMetrics;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.FluxSink;
import reactor.util.context.ContextView;

/**
 * Call of this side that is answered by a stream. Sent when the subscriber requests the
 * first items.
 */
final class PendingStream extends PendingCall implements StreamReceiver.Source {

	private static final int WINDOW = 256;

	private final OutboundCalls calls;

	private final @Nullable Object payload;

	private final FluxSink<Object> sink;

	private final StreamReceiver receiver = new StreamReceiver(this, WINDOW, null);

	private final StreamMetrics metrics;

	private final CreditSender credit;

	private boolean sending;

	// The call was sent, or has failed.
	private volatile boolean sent;

	// For the reading thread.
	private boolean answerBegun;

	/**
	 * Create a call.
	 * @param calls the calls of the connection
	 * @param method the called method
	 * @param payload the payload, or {@code null} for none
	 * @param sink the sink for the items
	 */
	PendingStream(OutboundCalls calls, OutboundMethod method, @Nullable Object payload, FluxSink<Object> sink) {
		super(method);
		this.calls = calls;
		this.payload = payload;
		this.sink = sink;
		this.metrics = method.metrics().streams();
		this.credit = calls.pending().creditSender(this);
	}

	/**
	 * Wait for the demand of the subscriber.
	 */
	void subscribed() {
		this.receiver.subscribed(this.sink);
	}

	@Override
	ContextView context() {
		return this.sink.contextView();
	}

	@Override
	public void grant(int items) {
		if (this.sending) {
			this.credit.grant(items);
			return;
		}
		this.sending = true;
		this.calls.begin(this, this.payload, items);
		this.sent = true;
		// Cancelled just before the line above.
		if (hasEnded()) {
			this.calls.pending().cancel(this);
		}
	}

	// The cancellation must follow the call.
	@Override
	public void cancelled() {
		if (this.sent) {
			this.calls.pending().cancel(this);
		}
	}

	boolean hasEnded() {
		return this.receiver.hasEnded();
	}

	/**
	 * Handle an item of the other side.
	 * @return {@code false} if none is awaited
	 */
	boolean item(Payload payload) {
		if (this.receiver.hasEnded()) {
			return false;
		}
		if (!this.receiver.useCredit()) {
			this.calls.pending()
				.abandon(this, new BadRequestException("The other side sends more items than it has credit for"),
						Outcome.ERROR);
			return true;
		}
		received();
		Object item;
		try {
			item = method().readItem(payload);
		}
		catch (Throwable ex) {
			this.calls.pending().abandon(this, new ServerErrorException(null, ex), Outcome.ERROR);
			return true;
		}
		this.receiver.next(item);
		return true;
	}

	private void received() {
		if (!this.answerBegun) {
			this.answerBegun = true;
			this.metrics.answerBegun(begun());
		}
		this.metrics.itemReceived();
	}

	/**
	 * Read the end of the stream, which has no data.
	 */
	@Override
	Result readResult(WireFormat format, Payload payload) {
		return format.readResult(payload, null);
	}

	@Override
	void succeeded(@Nullable Object value) {
		this.receiver.end(null);
	}

	@Override
	void failed(Throwable error) {
		this.receiver.end(error);
	}

}
