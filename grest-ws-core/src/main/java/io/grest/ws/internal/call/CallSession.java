package io.grest.ws.internal.call;

import io.grest.ws.context.ContextScope;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * A session as its calls see it: parts of one concern each.
 *
 * @param gate whether calls may begin and be answered
 * @param sender sends frames
 * @param ender ends the session
 * @param listener follows the calls
 * @param log records what is not run
 * @param scope the context values of the connection; names it in logs
 * @param context the Reactor context for handlers
 * @param surroundings what handlers run in, or {@code null} for nothing
 * @since 0.1.0
 */
public record CallSession(CallGate gate, FrameSender sender, SessionEnder ender, CallListener listener, CallLog log,
		ContextScope scope, Context context, @Nullable CallSurroundings surroundings) {

}
