package io.grest.ws.call;

import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.TooManyRequestsException;
import io.grest.ws.observation.DropReason;
import io.grest.ws.protocol.Frame;
import io.grest.ws.protocol.Result;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Calls the peer, and passes its answers to who waits for them.
 *
 * @since 0.1.0
 */
public final class OutboundCalls {

	private final CallHost host;

	private final PendingRequests pending;

	/**
	 * Create the calls of a connection.
	 * @param host the connection
	 * @param pending the calls that wait for their answer
	 */
	public OutboundCalls(CallHost host, PendingRequests pending) {
		this.host = host;
		this.pending = pending;
	}

	/**
	 * Call a method as its interface declares it.
	 * @param method the method
	 * @param payload the payload, or {@code null} for none
	 * @return what the interface method returns
	 */
	public @Nullable Object call(OutboundMethod method, @Nullable Object payload) {
		if (method.isRequest()) {
			return request(method, payload);
		}
		if (method.isReactive()) {
			return Mono.fromRunnable(() -> send(method, payload));
		}
		send(method, payload);
		return null;
	}

	/**
	 * Send a message, at once.
	 * @param method the method
	 * @param payload the payload, or {@code null} for none
	 */
	public void send(OutboundMethod method, @Nullable Object payload) {
		if (!this.host.mayCall()) {
			throw PendingRequests.closedError();
		}
		this.host.push(method.encodeMessage(this.host.codec(), payload));
	}

	/**
	 * Send a request for each subscription.
	 * @param method the method
	 * @param payload the payload, or {@code null} for none
	 * @return the answer
	 */
	public Mono<Object> request(OutboundMethod method, @Nullable Object payload) {
		return Mono.create((sink) -> request(method, payload, sink));
	}

	private void request(OutboundMethod method, @Nullable Object payload, MonoSink<Object> sink) {
		if (!this.host.mayCall()) {
			sink.error(PendingRequests.closedError());
			return;
		}
		String id = this.pending.await(method, sink);
		if (id == null) {
			return;
		}
		try {
			if (!this.host.offer(method.encodeRequest(this.host.codec(), id, payload))) {
				this.pending.fail(id, new TooManyRequestsException(
						"Outbound queue is full: the other side reads more slowly than this side calls"));
			}
		}
		catch (RuntimeException ex) {
			this.pending.remove(id);
			sink.error(ex);
		}
		this.host.callSent();
	}

	/**
	 * Pass an answer on.
	 * @param frame a RES
	 */
	public void answered(Frame frame) {
		PendingRequests.Entry entry = this.pending.remove(frame.id());
		if (entry == null) {
			this.host.dropped(DropReason.UNKNOWN_ID, frame.path());
			return;
		}
		Result result;
		try {
			result = this.host.codec().readResult(frame.payload(), entry.method().resultReader());
		}
		catch (RuntimeException ex) {
			entry.sink().error(new ServerErrorException(null, ex));
			return;
		}
		if (result instanceof Result.Failure failure) {
			entry.sink().error(entry.method().toException(failure));
		}
		else if (result instanceof Result.Success success) {
			entry.sink().success(success.value());
		}
	}

	/**
	 * How many calls wait for their answer.
	 * @return the number, at this moment
	 */
	public int pending() {
		return this.pending.size();
	}

	/**
	 * Fail all calls that wait.
	 */
	public void close() {
		this.pending.close();
	}

}
