package io.grest.ws.internal.call;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.grest.ws.context.ContextScope;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Session as seen by its calls: parts with one concern each.
 *
 * @param gate the state that decides on calls and answers
 * @param sender the sender of frames
 * @param reading the executor that runs a task on the thread that reads
 * @param ender the way to end the session
 * @param listener the listener of calls
 * @param log the log of dropped frames and refused calls
 * @param scope the context values of the connection, also its name in logs
 * @param context the Reactor context for handlers
 * @param caller returns the peer, which changes when it renews its credentials
 * @param granted the extensions that both sides have agreed on
 * @param surroundings the surroundings of handlers, or {@code null} for none
 * @since 0.1.0
 */
public record CallSession(CallGate gate, FrameSender sender, Executor reading, SessionEnder ender,
		CallListener listener, CallLog log, ContextScope scope, Context context, Supplier<Caller> caller,
		Granted granted, @Nullable CallSurroundings surroundings) {

}
