package io.grest.ws.internal.session;

import java.net.URI;
import java.util.function.BiConsumer;

import io.grest.ws.context.ContextScope;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.ObservedMethod;
import io.grest.ws.observation.SocketObserver;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * An observer of calls to the other side, all of the same trace.
 */
final class TracingObserver implements SocketObserver {

	static final String TRACE = "00-1-2-01";

	boolean active = true;

	@Override
	public boolean isActive() {
		return this.active;
	}

	@Override
	public @Nullable Observed serverHandshake(String contract, String path, ContextScope connection,
			ContextView upgrade) {
		return null;
	}

	@Override
	public @Nullable Observed clientHandshake(String contract, String path, URI uri, BiConsumer<String, String> header,
			ContextView caller) {
		return null;
	}

	@Override
	public @Nullable Observed inbound(ObservedMethod method, boolean request, @Nullable String traceparent,
			ContextScope connection) {
		return null;
	}

	@Override
	public Observed outbound(ObservedMethod method, boolean request, @Nullable ContextScope connection,
			ContextView caller) {
		return new Call();
	}

	private static final class Call implements Observed {

		@Override
		public Context in(Context context) {
			return context;
		}

		@Override
		public Scope open() {
			return () -> {
			};
		}

		@Override
		public String traceparent() {
			return TRACE;
		}

		@Override
		public void ended(String result, @Nullable Throwable error) {
		}

	}

}
