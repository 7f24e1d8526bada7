package io.grest.ws.internal.call;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import io.grest.ws.context.ContextScope;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.ObservedMethod;
import io.grest.ws.observation.SocketObserver;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * An observer that keeps what it is told, and traces every call to the peer.
 */
final class RecordingObserver implements SocketObserver {

	static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

	final List<String> events = new ArrayList<>();

	boolean active = true;

	@Override
	public boolean isActive() {
		return this.active;
	}

	@Override
	public @Nullable Observed serverHandshake(String contract, String path, ContextScope connection,
			ContextView upgrade) {
		throw new UnsupportedOperationException();
	}

	@Override
	public @Nullable Observed clientHandshake(String contract, String path, URI uri, BiConsumer<String, String> header,
			ContextView caller) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Observed inbound(ObservedMethod method, boolean request, @Nullable String traceparent,
			ContextScope connection) {
		this.events.add("received " + (request ? "request " : "message ") + method.name() + " of " + traceparent);
		return observed();
	}

	@Override
	public Observed outbound(ObservedMethod method, boolean request, @Nullable ContextScope connection,
			ContextView caller) {
		this.events.add((request ? "request " : "message ") + method.name());
		return observed();
	}

	private Observed observed() {
		return new Observed() {

			@Override
			public Context in(Context context) {
				return context;
			}

			@Override
			public Scope open() {
				RecordingObserver.this.events.add("open");
				return () -> RecordingObserver.this.events.add("close");
			}

			@Override
			public String traceparent() {
				return TRACE;
			}

			@Override
			public void ended(String result, @Nullable Throwable error) {
				RecordingObserver.this.events
					.add("ended " + result + ((error != null) ? " by " + error.getClass().getSimpleName() : ""));
			}

		};
	}

}
