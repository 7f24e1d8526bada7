package io.grest.ws.internal.call;

import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics.Outcome;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * One message to many connections, encoded for the first of them. If it has a trace, it
 * is encoded once more for the connections whose ids carry traces. Used by one thread.
 *
 * @since 0.1.0
 */
public final class GroupMessage {

	private final OutboundMethod method;

	private final @Nullable Object payload;

	private final @Nullable Observed observed;

	private @Nullable OutboundFrame plain;

	private @Nullable OutboundFrame traced;

	private int sent;

	/**
	 * Begin to send a message.
	 * @param method the method
	 * @param payload the payload, or {@code null} for none
	 * @param observer the observer, or {@code null} for none
	 * @param caller the Reactor context of the caller
	 */
	public GroupMessage(OutboundMethod method, @Nullable Object payload, @Nullable ObservedMethods observer,
			ContextView caller) {
		this.method = method;
		this.payload = payload;
		this.observed = (observer != null && observer.isActive())
				? observer.outbound(method.path(), false, null, caller) : null;
	}

	/**
	 * Return the frame for a connection.
	 * @param surroundings the surroundings of the connection's calls, or {@code null} for
	 * none
	 * @param beforeEncoding the work to do before the payload is encoded, so that other
	 * connections do not wait for user code
	 * @return the frame
	 */
	public OutboundFrame frameFor(@Nullable CallSurroundings surroundings, Runnable beforeEncoding) {
		String id = (surroundings != null) ? surroundings.withTrace("", this.observed) : "";
		try {
			return id.isEmpty() ? plain(beforeEncoding) : traced(id, beforeEncoding);
		}
		catch (RuntimeException ex) {
			ended(Outcome.ERROR, ex);
			throw ex;
		}
	}

	private OutboundFrame plain(Runnable beforeEncoding) {
		OutboundFrame frame = this.plain;
		if (frame == null) {
			beforeEncoding.run();
			frame = this.method.message("", this.payload);
			this.plain = frame;
		}
		return frame;
	}

	private OutboundFrame traced(String id, Runnable beforeEncoding) {
		OutboundFrame frame = this.traced;
		if (frame == null) {
			beforeEncoding.run();
			frame = this.method.message(id, this.payload);
			this.traced = frame;
		}
		return frame;
	}

	/**
	 * Return the path of the method.
	 * @return the path
	 */
	public String path() {
		return this.method.path();
	}

	/**
	 * Count the message as sent to a connection, or as too large for it.
	 * @param taken {@code false} if it was dropped because of its size
	 */
	public void sent(boolean taken) {
		if (taken) {
			this.sent++;
		}
		else {
			this.method.refusedForSize();
		}
	}

	/**
	 * Record that the message was sent to all connections.
	 */
	public void ended() {
		this.method.metrics().sent(this.sent);
		ended(Outcome.OK, null);
	}

	private void ended(String result, @Nullable Throwable error) {
		if (this.observed != null) {
			this.observed.ended(result, error);
		}
	}

}
