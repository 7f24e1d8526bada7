package io.grest.ws.micrometer;

import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketContext;
import io.grest.ws.context.ContextScope;
import io.grest.ws.internal.Loggers;
import io.grest.ws.observation.Observed;
import io.grest.ws.observation.ObservedMethod;
import io.grest.ws.observation.SocketObserver;
import io.micrometer.observation.NullObservation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;

/**
 * {@link SocketObserver} that uses Micrometer. The handlers of a registry turn each
 * {@link SocketObservation} into meters, traces or other records. Conventions and
 * handlers that fail do not affect calls.
 *
 * @since 0.1.0
 */
public final class MicrometerObserver implements SocketObserver {

	static final String TRACEPARENT = "traceparent";

	private static final Log logger = LogFactory.getLog(Loggers.OBSERVATION);

	private static final ServerHandshakeConvention SERVER_HANDSHAKE = new ServerHandshakeConvention.Default();

	private static final ClientHandshakeConvention CLIENT_HANDSHAKE = new ClientHandshakeConvention.Default();

	private static final InboundCallConvention INBOUND = new InboundCallConvention.Default();

	private static final OutboundCallConvention OUTBOUND = new OutboundCallConvention.Default();

	private final ObservationRegistry registry;

	private final AtomicBoolean hasFailed = new AtomicBoolean();

	// Null for the default, which a convention of the registry may replace.
	private @Nullable ObservationConvention<ServerHandshakeContext> serverHandshake;

	private @Nullable ObservationConvention<ClientHandshakeContext> clientHandshake;

	private @Nullable ObservationConvention<InboundCallContext> inbound;

	private @Nullable ObservationConvention<OutboundCallContext> outbound;

	/**
	 * Create an observer with the default conventions.
	 * @param registry the registry with the handlers
	 */
	public MicrometerObserver(ObservationRegistry registry) {
		Assert.notNull(registry, "Registry must not be null");
		this.registry = registry;
	}

	private MicrometerObserver(MicrometerObserver other) {
		this.registry = other.registry;
		this.serverHandshake = other.serverHandshake;
		this.clientHandshake = other.clientHandshake;
		this.inbound = other.inbound;
		this.outbound = other.outbound;
	}

	/**
	 * Return an observer with another convention for handshakes of clients.
	 * @param convention the convention
	 * @return a new observer
	 */
	public MicrometerObserver serverHandshakes(ServerHandshakeConvention convention) {
		MicrometerObserver copy = new MicrometerObserver(this);
		copy.serverHandshake = new GuardedConvention<>(convention, SERVER_HANDSHAKE);
		return copy;
	}

	/**
	 * Return an observer with another convention for handshakes with servers.
	 * @param convention the convention
	 * @return a new observer
	 */
	public MicrometerObserver clientHandshakes(ClientHandshakeConvention convention) {
		MicrometerObserver copy = new MicrometerObserver(this);
		copy.clientHandshake = new GuardedConvention<>(convention, CLIENT_HANDSHAKE);
		return copy;
	}

	/**
	 * Return an observer with another convention for calls of the other side.
	 * @param convention the convention
	 * @return a new observer
	 */
	public MicrometerObserver inboundCalls(InboundCallConvention convention) {
		MicrometerObserver copy = new MicrometerObserver(this);
		copy.inbound = new GuardedConvention<>(convention, INBOUND);
		return copy;
	}

	/**
	 * Return an observer with another convention for calls to the other side.
	 * @param convention the convention
	 * @return a new observer
	 */
	public MicrometerObserver outboundCalls(OutboundCallConvention convention) {
		MicrometerObserver copy = new MicrometerObserver(this);
		copy.outbound = new GuardedConvention<>(convention, OUTBOUND);
		return copy;
	}

	@Override
	public boolean isActive() {
		return !this.registry.isNoop();
	}

	@Override
	public @Nullable Observed serverHandshake(String contract, String path, ContextScope connection,
			ContextView upgrade) {
		return safely(() -> {
			SocketConnection<?> accepted = connection(connection);
			ServerHandshakeContext context = new ServerHandshakeContext(contract, path, accepted);
			Observation http = observation(upgrade);
			context.setCarrier((http != null) ? HttpHeaders.EMPTY : accepted.upgrade().headers());
			return start(SocketObservation.SERVER_HANDSHAKE.observation(this.serverHandshake, SERVER_HANDSHAKE,
					() -> context, this.registry), http);
		});
	}

	@Override
	public @Nullable Observed clientHandshake(String contract, String path, URI uri, BiConsumer<String, String> header,
			ContextView caller) {
		return safely(() -> {
			ClientHandshakeContext context = new ClientHandshakeContext(contract, path, uri);
			Map<String, String> carrier = new HashMap<>(4);
			context.setCarrier(carrier);
			Observed started = start(SocketObservation.CLIENT_HANDSHAKE.observation(this.clientHandshake,
					CLIENT_HANDSHAKE, () -> context, this.registry), caller(caller));
			carrier.forEach(header);
			return started;
		});
	}

	@Override
	public @Nullable Observed inbound(ObservedMethod method, boolean request, @Nullable String traceparent,
			ContextScope connection) {
		return safely(() -> start(SocketObservation.INBOUND_CALL.observation(this.inbound, INBOUND,
				() -> new InboundCallContext(method, request, traceparent, connection(connection)), this.registry),
				null));
	}

	@Override
	public @Nullable Observed outbound(ObservedMethod method, boolean request, @Nullable ContextScope connection,
			ContextView caller) {
		return safely(() -> {
			OutboundCallContext context = new OutboundCallContext(method, request,
					(connection != null) ? connection(connection) : null);
			context.setCarrier(new HashMap<>(4));
			return start(
					SocketObservation.OUTBOUND_CALL.observation(this.outbound, OUTBOUND, () -> context, this.registry),
					caller(caller));
		});
	}

	private static SocketConnection<?> connection(ContextScope scope) {
		SocketConnection<?> connection = scope.value(SocketContext.CONNECTION);
		Assert.state(connection != null, "A connection knows itself");
		return connection;
	}

	private @Nullable Observation caller(ContextView context) {
		Observation parent = observation(context);
		return (parent != null) ? parent : this.registry.getCurrentObservation();
	}

	private static @Nullable Observation observation(ContextView context) {
		Observation observation = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
		return (observation != null && !observation.isNoop()) ? observation : null;
	}

	/**
	 * Start an observation.
	 * @param parent the parent, or {@code null} for none on this side: the current
	 * observation of the thread, such as the HTTP request of the connection, is then not
	 * its parent
	 * @return the observation, or {@code null} if observations of this kind are disabled
	 */
	private @Nullable Observed start(Observation observation, @Nullable Observation parent) {
		if (observation.isNoop()) {
			return null;
		}
		observation.parentObservation(parent);
		Observation current = this.registry.getCurrentObservation();
		if (parent == current) {
			return new MicrometerObserved(this, observation.start());
		}
		// Tracing takes the current observation of the thread as parent, whatever the
		// observation itself says.
		Observation around = (parent != null) ? parent : new NullObservation(this.registry);
		Observation.Scope scope = around.openScope();
		try {
			return new MicrometerObserved(this, observation.start());
		}
		finally {
			scope.close();
		}
	}

	ObservationRegistry registry() {
		return this.registry;
	}

	/**
	 * Run an action that may call user code.
	 * @return its result, or {@code null} if it failed
	 */
	<T> @Nullable T safely(Supplier<@Nullable T> action) {
		try {
			return action.get();
		}
		catch (RuntimeException ex) {
			if (this.hasFailed.compareAndSet(false, true)) {
				logger.error("Failed to observe a call or a handshake, which goes on: a convention, a handler or a"
						+ " filter of the observation registry threw. Only the first failure is logged", ex);
			}
			return null;
		}
	}

	static void put(@Nullable Map<String, String> carrier, String key, String value) {
		if (carrier != null) {
			carrier.put(key.toLowerCase(Locale.ROOT), value);
		}
	}

}
