package io.grest.ws.internal.call;

import io.grest.ws.context.ContextScope;
import io.grest.ws.context.ThreadLocalValues;
import io.grest.ws.observation.Observed;
import io.grest.ws.protocol.Extensions;
import io.grest.ws.protocol.Frame;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * What the calls of one connection run in: observations, and thread-locals. A connection
 * has none of it if nobody listens and there is nothing to carry, and its calls then cost
 * nothing more.
 *
 * @since 0.1.0
 */
public final class CallSurroundings {

	// Null if nobody listens.
	private final @Nullable ObservedMethods methods;

	private final @Nullable ThreadLocalValues threadLocals;

	private final ContextScope connection;

	// Whether ids carry traces, in both directions. Set by the handshake, before there
	// are calls.
	private volatile boolean traced;

	private CallSurroundings(@Nullable ObservedMethods methods, @Nullable ThreadLocalValues threadLocals,
			ContextScope connection) {
		this.methods = methods;
		this.threadLocals = threadLocals;
		this.connection = connection;
	}

	/**
	 * The surroundings of a connection's calls.
	 * @param methods observes them, or {@code null}
	 * @param context the Reactor context of the connection
	 * @param connection the connection
	 * @return the surroundings, or {@code null} if there are none
	 */
	public static @Nullable CallSurroundings of(@Nullable ObservedMethods methods, ContextView context,
			ContextScope connection) {
		ObservedMethods listened = (methods != null && methods.isActive()) ? methods : null;
		ThreadLocalValues values = ThreadLocalValues.of(context);
		return (listened != null || values != null) ? new CallSurroundings(listened, values, connection) : null;
	}

	/**
	 * What calls can carry because of these surroundings.
	 * @return the extensions
	 */
	public Extensions extensions() {
		return (this.methods != null) ? Extensions.TRACING : Extensions.NONE;
	}

	/**
	 * Use what both sides have agreed on.
	 * @param granted the extensions, of these surroundings or not
	 */
	public void use(Extensions granted) {
		this.traced = granted.include(Extensions.TRACING);
	}

	/**
	 * The frame as everybody but these surroundings sees it.
	 */
	Frame withoutParameters(Frame frame) {
		return this.traced ? frame.withoutParameters() : frame;
	}

	/**
	 * A call of the peer begins.
	 * @param frame the frame that calls, as it was received
	 */
	@Nullable Observed inbound(Frame frame) {
		return (this.methods != null) ? this.methods.inbound(frame.path(), frame.type() == FrameType.REQ,
				this.traced ? frame.parameter(Frame.TRACE) : null, this.connection) : null;
	}

	/**
	 * A call to the peer begins.
	 */
	@Nullable Observed outbound(OutboundMethod method, boolean request, ContextView caller) {
		return (this.methods != null) ? this.methods.outbound(method.path(), request, this.connection, caller) : null;
	}

	/**
	 * The id that goes out.
	 * @param id the id, empty for a message
	 * @param observed the call
	 */
	String withTrace(String id, @Nullable Observed observed) {
		String traceparent = (this.traced && observed != null) ? observed.traceparent() : null;
		return (traceparent != null) ? Frame.withParameter(id, Frame.TRACE, traceparent) : id;
	}

	/**
	 * Run code in these surroundings.
	 * @param observed what the code works on, or {@code null} if that is not observed
	 * @param code the code
	 */
	public void run(@Nullable Observed observed, Runnable code) {
		Runnable undo = (this.threadLocals != null) ? this.threadLocals.set() : null;
		Observed.Scope scope = (observed != null) ? observed.open() : null;
		try {
			code.run();
		}
		finally {
			if (scope != null) {
				scope.close();
			}
			if (undo != null) {
				undo.run();
			}
		}
	}

}
