package io.grest.ws.internal.call;

import java.util.function.Supplier;

import io.grest.ws.context.ContextScope;
import io.grest.ws.context.ThreadLocalValues;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.observation.Observed;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Surroundings of one connection's calls: observations, security and thread-locals. A
 * connection without any of them has no surroundings, and its calls no extra cost.
 *
 * @since 0.1.0
 */
public final class CallSurroundings {

	// Null without an active observer.
	private final @Nullable ObservedMethods methods;

	private final @Nullable ThreadLocalValues threadLocals;

	// Null without security.
	private final @Nullable CallSecurity security;

	private final Supplier<Caller> caller;

	private final ContextScope connection;

	// Whether ids carry traces, in both directions. Set by the handshake, before any
	// call.
	private volatile boolean traced;

	private CallSurroundings(@Nullable ObservedMethods methods, @Nullable ThreadLocalValues threadLocals,
			@Nullable CallSecurity security, Supplier<Caller> caller, ContextScope connection) {
		this.methods = methods;
		this.threadLocals = threadLocals;
		this.security = security;
		this.caller = caller;
		this.connection = connection;
	}

	/**
	 * Return the surroundings of a connection's calls.
	 * @param methods the observed methods, or {@code null} for none
	 * @param context the Reactor context of the connection
	 * @param security the security of the calls, or {@code null} for none
	 * @param caller returns the peer of the connection
	 * @param connection the connection
	 * @return the surroundings, or {@code null} if there are none
	 */
	public static @Nullable CallSurroundings of(@Nullable ObservedMethods methods, ContextView context,
			@Nullable CallSecurity security, Supplier<Caller> caller, ContextScope connection) {
		ObservedMethods listened = (methods != null && methods.isActive()) ? methods : null;
		ThreadLocalValues values = ThreadLocalValues.of(context);
		return (listened != null || values != null || security != null)
				? new CallSurroundings(listened, values, security, caller, connection) : null;
	}

	/**
	 * Return the extensions that these surroundings support.
	 * @return the extensions
	 */
	public Extensions extensions() {
		return (this.methods != null) ? Extensions.TRACING : Extensions.NONE;
	}

	/**
	 * Use what both sides have agreed on.
	 * @param granted the granted extensions, supported by these surroundings or not
	 */
	public void use(Extensions granted) {
		this.traced = granted.include(Extensions.TRACING);
	}

	/**
	 * Use what others on the same connection use.
	 * @param others the surroundings of the calls of another contract, or {@code null}
	 */
	public void useAs(@Nullable CallSurroundings others) {
		this.traced = others != null && others.traced;
	}

	/**
	 * Return the frame without the parameters that are read here.
	 */
	Frame withoutParameters(Frame frame) {
		return this.traced ? frame.withoutParameters() : frame;
	}

	/**
	 * Begin to observe a call of the peer.
	 * @param frame the frame of the call, as received
	 */
	@Nullable Observed inbound(Frame frame) {
		return (this.methods != null) ? this.methods.inbound(frame.path(), frame.type() == FrameType.REQ,
				this.traced ? frame.parameter(Frame.TRACE) : null, this.connection) : null;
	}

	/**
	 * Begin to observe a call to the peer.
	 */
	@Nullable Observed outbound(OutboundMethod method, boolean request, ContextView caller) {
		return (this.methods != null) ? this.methods.outbound(method.path(), request, this.connection, caller) : null;
	}

	/**
	 * Return the id to send, with the trace of the call if agreed on.
	 * @param id the id, empty for a message
	 * @param observed the observation of the call, or {@code null} for none
	 */
	String withTrace(String id, @Nullable Observed observed) {
		String traceparent = (this.traced && observed != null) ? observed.traceparent() : null;
		return (traceparent != null) ? Frame.withParameter(id, Frame.TRACE, traceparent) : id;
	}

	/**
	 * Add the security context to the Reactor context of code of the user.
	 * @param context the context, derived from that of the connection
	 * @return the context, for code that goes on later on other threads
	 */
	public Context in(Context context) {
		CallSecurity security = this.security;
		return (security != null) ? ThreadLocalValues.addTo(security.ofCall(context, this.caller.get()),
				() -> security.enter(this.caller.get())) : context;
	}

	/**
	 * Run code in these surroundings.
	 * @param observed the observation that the code is part of, or {@code null} for none
	 * @param code the code
	 */
	public void run(@Nullable Observed observed, Runnable code) {
		Runnable undo = (this.threadLocals != null) ? this.threadLocals.set() : null;
		try {
			runSecured(observed, code);
		}
		finally {
			if (undo != null) {
				undo.run();
			}
		}
	}

	private void runSecured(@Nullable Observed observed, Runnable code) {
		Runnable leave = (this.security != null) ? this.security.enter(this.caller.get()) : null;
		try {
			runObserved(observed, code);
		}
		finally {
			if (leave != null) {
				leave.run();
			}
		}
	}

	private static void runObserved(@Nullable Observed observed, Runnable code) {
		Observed.Scope scope = (observed != null) ? observed.open() : null;
		try {
			code.run();
		}
		finally {
			if (scope != null) {
				scope.close();
			}
		}
	}

}
