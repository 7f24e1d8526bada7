package io.grest.ws.internal.call;

import io.grest.ws.observation.Observed;
import io.grest.ws.observation.SocketMetrics.Outcome;
import io.grest.ws.protocol.OutboundFrame;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * One message for many connections, encoded when the first of them is to be sent it; once
 * more for those whose ids carry a trace, if it has one. Used by one thread.
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
	 * @param observer observes it, or {@code null} if nobody listens
	 * @param caller the Reactor context of who sends
	 */
	public GroupMessage(OutboundMethod method, @Nullable Object payload, @Nullable ObservedMethods observer,
			ContextView caller) {
		this.method = method;
		this.payload = payload;
		this.observed = (observer != null && observer.isActive())
				? observer.outbound(method.path(), false, null, caller) : null;
	}

	/**
	 * The frame for a connection.
	 * @param surroundings those of the connection's calls, or {@code null} if it has none
	 * @param beforeEncoding what other connections should not wait for while code of the
	 * user writes the payload
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
	 * The path of the method.
	 * @return the path
	 */
	public String path() {
		return this.method.path();
	}

	/**
	 * It was sent to one connection, or is larger than that takes.
	 * @param taken {@code false} if it was dropped for its size
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
	 * It was sent to all.
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
