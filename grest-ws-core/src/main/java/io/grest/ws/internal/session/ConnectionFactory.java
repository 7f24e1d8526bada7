package io.grest.ws.internal.session;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.context.ContextValues;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.MethodValidator;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.call.CallSecurity;
import io.grest.ws.internal.call.ContractCalls;
import io.grest.ws.internal.call.ErrorFrames;
import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.internal.call.GroupMessage;
import io.grest.ws.internal.call.HandlerSettings;
import io.grest.ws.internal.call.ObservedMethods;
import io.grest.ws.internal.call.OutboundMethod;
import io.grest.ws.internal.call.PeerErrors;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.log.FrameLogger;
import io.grest.ws.internal.transport.Heartbeats;
import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.internal.wire.EnvelopeFormat;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.internal.wire.WireFormat;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.SocketMetrics.Side;
import io.grest.ws.observation.SocketObserver;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Factory of the connections of one side of a contract. What the methods of the contract
 * need is prepared here, once; a connection holds only its own state.
 *
 * @param <L> this side's interface, called by the other side
 * @param <R> the other side's interface
 * @since 0.1.0
 */
public final class ConnectionFactory<L, R> implements GroupMember.Source {

	// ObservationThreadLocalAccessor.KEY, copied because the library is optional.
	private static final String OBSERVATION = "micrometer.observation";

	private final SocketContract<?, ?> contract;

	private final Class<R> remoteType;

	private final Payloads payloads;

	private final @Nullable SocketObserver observer;

	private final @Nullable ObservedMethods observed;

	private final SessionSettings settings;

	private final ContractCalls calls;

	private ConnectionFactory(SocketContract<?, ?> contract, Class<R> remoteType, List<ContractMethod> local,
			List<ContractMethod> remote, Payloads payloads, @Nullable MethodValidator validator,
			ConnectionOptions options, SocketMetrics metrics, @Nullable SocketObserver observer, Side side,
			HandlerSettings handlers, WireFormat format) {
		this.contract = contract;
		this.remoteType = remoteType;
		this.payloads = payloads;
		this.observer = observer;
		this.observed = (observer != null) ? new ObservedMethods(observer, contract, side) : null;
		Scheduler scheduler = Schedulers.parallel();
		Heartbeats heartbeats = options.heartbeatInterval().isZero() ? null
				: new Heartbeats(options.heartbeatInterval(), options.heartbeatTimeout(), scheduler);
		ErrorFrames errorFrames = format.hasAnswers() ? null
				: new ErrorFrames(format, (side == Side.CLIENT) ? new PeerErrors(contract, payloads) : null);
		this.settings = new SessionSettings(side, options, scheduler, heartbeats, format,
				resolve(metrics, contract, side), new FrameLogger(List.of(contract), payloads, format),
				handlers.errors().failures(), errorFrames, handlers.security(), contract.resume().isPresent());
		this.calls = new ContractCalls(contract, local, remote, payloads, validator, format, errorFrames,
				new ContractCalls.PendingOptions(options.maxPending(), options.requestTimeout(), scheduler), handlers,
				this.settings.metrics());
	}

	/**
	 * Return the format of the frames of a contract.
	 * @param contract the contract
	 * @param payloads the readers and writers of payloads
	 * @return the format
	 */
	public static WireFormat format(SocketContract<?, ?> contract, Payloads payloads) {
		Set<String> paths = contract.methods().stream().map(ContractMethod::path).collect(Collectors.toSet());
		return switch (contract.dialect()) {
			case GREST -> new GrestFormat(paths, payloads);
			case ENVELOPE -> new EnvelopeFormat(contract.name(), paths, payloads);
		};
	}

	/**
	 * Create a factory for the server's side of a contract.
	 * @param contract the contract
	 * @param payloads the readers and writers of payloads
	 * @param validator the validator of inputs and results, or {@code null} for none
	 * @param options the limits of each connection
	 * @param metrics the metrics to record to
	 * @param observer the observer of handshakes and calls, or {@code null} for none
	 * @param handlers what the handlers share
	 * @param <S> the server's interface
	 * @param <C> the client's interface
	 * @return the factory
	 */
	public static <S, C> ConnectionFactory<S, C> forServer(SocketContract<S, C> contract, Payloads payloads,
			@Nullable MethodValidator validator, ConnectionOptions options, SocketMetrics metrics,
			@Nullable SocketObserver observer, HandlerSettings handlers) {
		return new ConnectionFactory<>(contract, contract.clientType(), contract.serverMethods(),
				contract.clientMethods(), payloads, validator, options, metrics, observer, Side.SERVER, handlers,
				format(contract, payloads));
	}

	/**
	 * Create a factory for a client's side of a contract.
	 * @param contract the contract
	 * @param payloads the readers and writers of payloads
	 * @param validator the validator of inputs and results, or {@code null} for none
	 * @param options the limits of each connection
	 * @param metrics the metrics to record to
	 * @param observer the observer of handshakes and calls, or {@code null} for none
	 * @param handlers what the handlers share
	 * @param <S> the server's interface
	 * @param <C> the client's interface
	 * @return the factory
	 */
	public static <S, C> ConnectionFactory<C, S> forClient(SocketContract<S, C> contract, Payloads payloads,
			@Nullable MethodValidator validator, ConnectionOptions options, SocketMetrics metrics,
			@Nullable SocketObserver observer, HandlerSettings handlers) {
		return new ConnectionFactory<>(contract, contract.serverType(), contract.clientMethods(),
				contract.serverMethods(), payloads, validator, options, metrics, observer, Side.CLIENT, handlers,
				format(contract, payloads));
	}

	// For a server, with a given format.
	static <S, C> ConnectionFactory<S, C> forServer(SocketContract<S, C> contract, Payloads payloads,
			WireFormat format) {
		return new ConnectionFactory<>(contract, contract.clientType(), contract.serverMethods(),
				contract.clientMethods(), payloads, null, ConnectionOptions.DEFAULTS, SocketMetrics.NONE, null,
				Side.SERVER, HandlerSettings.defaults(), format);
	}

	// For a client, with a given format.
	static <S, C> ConnectionFactory<C, S> forClient(SocketContract<S, C> contract, Payloads payloads,
			WireFormat format) {
		return new ConnectionFactory<>(contract, contract.serverType(), contract.clientMethods(),
				contract.serverMethods(), payloads, null, ConnectionOptions.CLIENT_DEFAULTS, SocketMetrics.NONE, null,
				Side.CLIENT, HandlerSettings.defaults(), format);
	}

	// An interceptor may end a handshake with any error that the contract declares.
	private static SocketMetrics.OfContract resolve(SocketMetrics metrics, SocketContract<?, ?> contract, Side side) {
		return metrics.forContract(contract.name(), contract.path(), side, contract.errors().keySet());
	}

	/**
	 * Return the part of a Reactor context that may live as long as a connection opened
	 * in it: all but the observation. Later events are not part of that observation, and
	 * it would keep the HTTP request, the response and the exchange in memory.
	 * @param opening the context that the connection is opened in
	 * @return the context of the connection
	 */
	public static Context lasting(ContextView opening) {
		return Context.of(opening).delete(OBSERVATION);
	}

	/**
	 * Run a connection over a session.
	 * @param transport the session's transport
	 * @param origin the origin of the connection
	 * @param values the connection's values
	 * @param handshaker this side's part in the handshake
	 * @return a {@code Mono} that opens the connection when subscribed to, completes when
	 * it has closed, and never fails
	 */
	public Mono<Void> run(SocketTransport transport, Origin origin, ContextValues values, Handshaker handshaker) {
		return Mono.deferContextual((context) -> new DefaultSocketConnection<>(this, this.settings, transport, origin,
				values, handshaker, context)
			.run());
	}

	/**
	 * Run a connection that other contracts may join.
	 * @param transport the session's transport
	 * @param origin the origin of the connection
	 * @param values the connection's values
	 * @param handshaker this side's part in the handshake
	 * @param membership the membership of the connection in the socket
	 * @return a {@code Mono} that opens the connection when subscribed to, completes when
	 * the socket has closed, and never fails
	 */
	public Mono<Void> run(SocketTransport transport, Origin origin, ContextValues values, Handshaker handshaker,
			Membership membership) {
		return Mono.deferContextual(
				(context) -> new SharedConnection<>(this, transport, origin, values, handshaker, context, membership)
					.run());
	}

	SocketContract<?, ?> contract() {
		return this.contract;
	}

	Class<R> remoteType() {
		return this.remoteType;
	}

	Payloads payloads() {
		return this.payloads;
	}

	SessionSettings settings() {
		return this.settings;
	}

	/**
	 * Return the metrics of these connections.
	 * @return the metrics
	 */
	public SocketMetrics.OfContract metrics() {
		return this.settings.metrics();
	}

	/**
	 * Return the observer of handshakes.
	 * @return the observer, or {@code null} if none is active at present
	 */
	public @Nullable SocketObserver observer() {
		return (this.observer != null && this.observer.isActive()) ? this.observer : null;
	}

	@Nullable ObservedMethods observed() {
		return this.observed;
	}

	/**
	 * Return the limits of each connection.
	 * @return the limits
	 */
	public ConnectionOptions options() {
		return this.settings.options();
	}

	/**
	 * Return the format of the frames of these connections.
	 * @return the format
	 */
	public WireFormat format() {
		return this.settings.format();
	}

	/**
	 * Return the security of the calls of the other side.
	 * @return the security, or {@code null} for none
	 */
	public @Nullable CallSecurity security() {
		return this.settings.security();
	}

	ContractCalls calls() {
		return this.calls;
	}

	@Override
	public GroupMessage groupMessage(Method method, @Nullable Object payload, ContextView caller) {
		OutboundMethod called = this.calls.outbound(method);
		if (called.isAnswered()) {
			throw new UnsupportedOperationException(called.path()
					+ " has an answer, and a group cannot return one for all members: annotate it with @OneWay, or call it"
					+ " on each of connections()");
		}
		return new GroupMessage(called, payload, this.observed, caller);
	}

	@Override
	public @Nullable GroupMessage encodedMessage(String path, byte @Nullable [] json,
			GroupMessage.@Nullable Place place) {
		OutboundMethod method = this.calls.encoded(path);
		return (method != null) ? new GroupMessage(method, json, place) : null;
	}

	/**
	 * Origin of a connection: the upgrade request that opened it.
	 *
	 * @param upgrade the HTTP request that opened the WebSocket
	 * @param pathVariables the variables of the contract's path, decoded
	 * @param query the bound query, or {@code null} if the contract declares none
	 */
	public record Origin(UpgradeRequest upgrade, Map<String, String> pathVariables, @Nullable Object query) {

	}

}
