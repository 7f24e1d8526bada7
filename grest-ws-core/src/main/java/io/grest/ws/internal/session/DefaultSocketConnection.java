package io.grest.ws.internal.session;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ContextValues;
import io.grest.ws.contract.ContractMethod;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.call.CallSession;
import io.grest.ws.internal.call.CallSurroundings;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.call.NamedCall;
import io.grest.ws.internal.call.OutboundCalls;
import io.grest.ws.internal.log.ConnectionLog;
import io.grest.ws.internal.reflect.ContractProxy;
import io.grest.ws.internal.reflect.StreamInput;
import io.grest.ws.internal.transport.SocketTransport;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.observation.Observed;
import io.grest.ws.protocol.SocketCloseStatus;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Connection of either side, as its user sees it. Its {@link Session} does the calls and
 * the life cycle.
 *
 * @param <R> the other side's interface
 */
class DefaultSocketConnection<R> extends MemberConnection<R> implements SessionOwner {

	private final Session session;

	// Set before the connection runs.
	private OutboundCalls outbound;

	// Null with one contract. Of all contracts in order, set before the connection runs.
	private @Nullable List<DefaultSocketConnection<?>> views;

	private volatile List<Consumer<Throwable>> errorListeners = List.of();

	private volatile @Nullable R remote;

	DefaultSocketConnection(ConnectionFactory<?, R> factory, SessionSettings settings, SocketTransport transport,
			ConnectionFactory.Origin origin, ContextValues values, Handshaker handshaker, ContextView context) {
		super(factory, origin, values);
		ConnectionLog log = new ConnectionLog(this, origin.upgrade(), settings.metrics(), settings.frameLog(),
				settings.failures(), !settings.format().hasHandshake());
		Caller peer = Caller.of(origin.upgrade().principal().orElse(null), null, settings.security());
		this.session = new Session(this, peer, settings, factory, transport, handshaker,
				ConnectionFactory.lasting(context), log);
		this.outbound = this.session.calls().outbound(this.session.calls().session(), factory.calls());
	}

	/**
	 * Create the connection as the user of another contract sees it.
	 */
	DefaultSocketConnection(DefaultSocketConnection<?> first, ConnectionFactory<?, R> factory,
			ConnectionFactory.Origin origin, ContextValues values) {
		super(first, factory, origin, values);
		this.session = first.session;
		this.outbound = this.session.calls()
			.outbound(ContractSessions.of(this.session, factory, this), factory.calls());
	}

	/**
	 * Use these views of the connection, and add this one.
	 */
	void useViews(List<DefaultSocketConnection<?>> views) {
		views.add(this);
		this.views = views;
	}

	/**
	 * Call the other side in this session.
	 */
	void useCalls(CallSession calls) {
		this.outbound = this.session.calls().outbound(calls, factory().calls());
	}

	@Override
	CallSession calls() {
		return this.outbound.session();
	}

	/**
	 * Serve another contract on this connection, before it runs.
	 * @param contract the contract
	 * @param origin the origin of the connection, for the contract
	 */
	void serve(ConnectionFactory<?, ?> contract, ConnectionFactory.Origin origin) {
		if (this.views == null) {
			useViews(new ArrayList<>());
		}
		DefaultSocketConnection<?> added = new DefaultSocketConnection<>(this, contract, origin, values());
		added.useViews(views());
		this.session.calls().inbound().add(added.calls(), contract.calls(), null);
	}

	Mono<Void> run() {
		return this.session.run();
	}

	@Override
	public List<SocketContract<?, ?>> contracts() {
		return views().stream().<SocketContract<?, ?>>map(DefaultSocketConnection::contract).toList();
	}

	@Override
	@SuppressWarnings("unchecked")
	public <O> Optional<SocketConnection<O>> as(Class<O> remoteType) {
		return views().stream()
			.filter((view) -> view.factory().remoteType() == remoteType)
			.map((view) -> (SocketConnection<O>) view)
			.findFirst();
	}

	@Override
	public SocketConnection<?> connection() {
		return this;
	}

	@Override
	public List<DefaultSocketConnection<?>> views() {
		List<DefaultSocketConnection<?>> views = this.views;
		return (views != null) ? views : List.of(this);
	}

	@Override
	public void inContext(@Nullable Observed observed, Runnable code) {
		this.outbound.session().run(observed, code);
	}

	@Override
	public Context context() {
		return this.outbound.session().userContext();
	}

	@Override
	public void implementedBy(@Nullable Object implementation) {
		this.session.calls().inbound().implementedBy(factory().calls(), implementation);
	}

	@Override
	public void use(Extensions agreed) {
		CallSurroundings surroundings = this.outbound.session().surroundings();
		if (surroundings != null) {
			surroundings.use(agreed);
		}
	}

	@Override
	public R remote() {
		R remote = this.remote;
		if (remote == null) {
			synchronized (this) {
				remote = this.remote;
				if (remote == null) {
					remote = ContractProxy.create(factory().remoteType(), this::call,
							factory().remoteType().getSimpleName() + " of " + this);
					this.remote = remote;
				}
			}
		}
		return remote;
	}

	@Override
	public synchronized void onError(Consumer<Throwable> listener) {
		List<Consumer<Throwable>> listeners = new ArrayList<>(this.errorListeners);
		listeners.add(listener);
		this.errorListeners = listeners;
	}

	@Override
	public void close() {
		close(SocketCloseStatus.NORMAL);
	}

	@Override
	public void close(int code, String reason) {
		close(SocketCloseStatus.ofApplication(code, reason));
	}

	@Override
	public Mono<Void> teardown() {
		drain();
		return closed().then();
	}

	@Override
	CloseListeners closeListeners() {
		return this.session.ending().listeners();
	}

	void close(SocketCloseStatus status) {
		this.session.close(status);
	}

	void drain() {
		this.session.calls().drain();
	}

	private PathCalls byPath() {
		return new PathCalls(factory().calls(), this.session.calls().inbound(), this.outbound);
	}

	@Override
	public void send(String path, @Nullable Object payload) {
		byPath().send(path, payload);
	}

	@Override
	public <T> Mono<T> request(String path, @Nullable Object payload, Class<T> resultType) {
		return byPath().request(path, payload, resultType);
	}

	@Override
	public <T> Flux<T> stream(String path, @Nullable Object payload, Class<T> itemType) {
		return byPath().stream(path, payload, itemType, false);
	}

	@Override
	public <T> Flux<T> stream(String path, @Nullable Object payload, Publisher<?> input, Class<T> itemType) {
		return byPath().stream(path, new StreamInput(payload, Flux.from(input)), itemType, true);
	}

	@Override
	public <T> void registerHandler(String path, Class<T> payloadType, Consumer<T> handler) {
		byPath().register(path, payloadType, handler);
	}

	@Override
	public <T, V> void registerHandler(String path, Class<T> payloadType, Class<V> resultType,
			Function<T, Mono<V>> handler) {
		byPath().register(path, payloadType, resultType, ContractMethod.Mode.REQUEST_RESPONSE, handler::apply);
	}

	@Override
	public <T, V> void registerStreamHandler(String path, Class<T> payloadType, Class<V> itemType,
			Function<T, Flux<V>> handler) {
		byPath().register(path, payloadType, itemType, ContractMethod.Mode.STREAM, handler::apply);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> Mono<T> call(Function<R, @Nullable T> call) {
		return Mono.defer(() -> {
			NamedCall named = NamedCall.of(factory().remoteType(), call);
			return (Mono<T>) mono(named.method(), named.payload());
		});
	}

	Mono<?> mono(Method method, @Nullable Object payload) {
		return this.outbound.mono(factory().calls().outbound(method), payload);
	}

	Duration timeLimit(ContextView caller) {
		return this.outbound.timeLimit(caller);
	}

	Flux<Object> flux(Method method, @Nullable Object payload) {
		return this.outbound.stream(factory().calls().outbound(method), payload);
	}

	@Nullable Object call(Method method, @Nullable Object payload) {
		return this.outbound.call(factory().calls().outbound(method), payload);
	}

	@Override
	public void raise(Throwable ex) {
		for (Consumer<Throwable> listener : this.errorListeners) {
			closeListeners().call(listener, ex);
		}
	}

	boolean handlesMessages() {
		return this.session.handlesMessages();
	}

	void refuseCalls() {
		this.session.ending().refuseCalls();
	}

	/**
	 * Refuse new calls, wait for the unfinished ones, and close with 1001.
	 * @param notBefore the shortest time to stay open for calls of this side, so that not
	 * all peers reconnect at once
	 */
	void goAway(Duration notBefore) {
		this.session.ending().goAway(notBefore);
	}

	void goAwayNow(Duration patience) {
		this.session.ending().goAwayNow(patience);
	}

	@Override
	Session session() {
		return this.session;
	}

}
