package io.grest.ws.internal.call;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.grest.ws.context.ContextScope;
import io.grest.ws.observation.Observed;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Session as seen by the calls of one contract: parts with one concern each.
 *
 * @param gate the state that decides on calls and answers
 * @param sender the sender of frames
 * @param reading the executor that runs a task on the thread that reads
 * @param ender the way to end the session
 * @param listener the listener of calls
 * @param log the log of dropped frames and refused calls
 * @param scope the context values of the contract's connection, also its name in logs
 * @param context the Reactor context for handlers
 * @param caller returns the peer, which changes when it renews its credentials
 * @param granted the extensions that both sides have agreed on
 * @param surroundings the surroundings of handlers, or {@code null} for none
 * @since 0.1.0
 */
public record CallSession(CallGate gate, FrameSender sender, Executor reading, SessionEnder ender,
		CallListener listener, CallLog log, ContextScope scope, Context context, Supplier<Caller> caller,
		Granted granted, @Nullable CallSurroundings surroundings) {

	/**
	 * Run code of the user with the connection as its scope.
	 * @param observed the observation that the code is part of, or {@code null} for none
	 * @param code the code
	 */
	public void run(@Nullable Observed observed, Runnable code) {
		ContextScope before = ContextScope.enter(this.scope);
		try {
			if (this.surroundings != null) {
				this.surroundings.run(observed, code);
			}
			else {
				code.run();
			}
		}
		finally {
			ContextScope.enter(before);
		}
	}

	/**
	 * Return the Reactor context for code of the user, with the connection in it.
	 * @return the context
	 */
	public Context userContext() {
		Context context = this.context.put(ContextScope.class, this.scope);
		return (this.surroundings != null) ? this.surroundings.in(context) : context;
	}

}
