package io.grest.ws.micrometer;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.observation.Observed;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Micrometer observation that has been started and not yet ended.
 */
final class MicrometerObserved implements Observed {

	private static final int SERVER_FAULT = 500;

	private final MicrometerObserver observer;

	private final Observation observation;

	private final AtomicBoolean hasEnded = new AtomicBoolean();

	MicrometerObserved(MicrometerObserver observer, Observation observation) {
		this.observer = observer;
		this.observation = observation;
	}

	@Override
	public Context in(Context context) {
		return context.put(ObservationThreadLocalAccessor.KEY, this.observation);
	}

	@Override
	public Scope open() {
		ObservationRegistry registry = this.observer.registry();
		Observation.Scope before = registry.getCurrentObservationScope();
		Observation.Scope scope = this.observer.safely(this.observation::openScope);
		if (scope == null) {
			registry.setCurrentObservationScope(before);
			return () -> {
			};
		}
		return () -> {
			this.observer.safely(() -> {
				scope.close();
				return null;
			});
			registry.setCurrentObservationScope(before);
		};
	}

	@Override
	public @Nullable String traceparent() {
		return (this.observation.getContext() instanceof SenderContext<?> sent
				&& sent.getCarrier() instanceof Map<?, ?> carrier
				&& carrier.get(MicrometerObserver.TRACEPARENT) instanceof String value) ? value : null;
	}

	@Override
	public void ended(String result, @Nullable Throwable error) {
		if (!this.hasEnded.compareAndSet(false, true)) {
			return;
		}
		Ending.put(this.observation.getContext(), result, error);
		if (error != null && isFault(error)) {
			this.observer.safely(() -> this.observation.error(causeOf(error)));
		}
		this.observer.safely(() -> {
			this.observation.stop();
			return null;
		});
	}

	// An error that a handler answers with is the fault of the caller, unless its status
	// is that of a server fault. On the side of the caller every error counts.
	private boolean isFault(Throwable error) {
		return !(this.observation.getContext() instanceof ReceiverContext<?>)
				|| !(error instanceof SocketException known) || known.status() >= SERVER_FAULT;
	}

	private static Throwable causeOf(Throwable error) {
		Throwable cause = error.getCause();
		return (error instanceof ServerErrorException && cause != null) ? cause : error;
	}

}
