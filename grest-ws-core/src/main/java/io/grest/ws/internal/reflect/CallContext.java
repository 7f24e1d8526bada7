package io.grest.ws.internal.reflect;

import io.grest.ws.context.ContextScope;
import io.grest.ws.context.ThreadLocalValues;
import kotlin.coroutines.AbstractCoroutineContextElement;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.ThreadContextElement;
import kotlinx.coroutines.reactor.ReactorContext;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Element of the coroutines that run for a connection: wherever they continue, the thread
 * has the scope of context keys and the thread-locals of the coroutine's Reactor context.
 *
 * @since 0.1.0
 */
public final class CallContext extends AbstractCoroutineContextElement implements ThreadContextElement<Runnable> {

	private static final CoroutineContext.Key<CallContext> KEY = new CoroutineContext.Key<>() {
	};

	/**
	 * Context of coroutines that begin on the calling thread, and continue on the thread
	 * that resumes them.
	 */
	public static final CoroutineContext UNCONFINED = Dispatchers.getUnconfined().plus(new CallContext());

	private CallContext() {
		super(KEY);
	}

	@Override
	public Runnable updateThreadContext(CoroutineContext context) {
		ReactorContext reactor = context.get(ReactorContext.Key);
		ContextView values = (reactor != null) ? reactor.getContext() : Context.empty();
		ThreadLocalValues threadLocals = ThreadLocalValues.of(values);
		Runnable undo = (threadLocals != null) ? threadLocals.set() : () -> {
		};
		ContextScope before = ContextScope.enter(values.getOrDefault(ContextScope.class, null));
		return () -> {
			ContextScope.enter(before);
			undo.run();
		};
	}

	@Override
	public void restoreThreadContext(CoroutineContext context, Runnable undo) {
		undo.run();
	}

}
