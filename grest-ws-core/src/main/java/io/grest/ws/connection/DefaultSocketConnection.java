package io.grest.ws.connection;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

import io.grest.ws.call.CallHost;
import io.grest.ws.call.CallSurroundings;
import io.grest.ws.call.ErrorFrames;
import io.grest.ws.call.InboundCalls;
import io.grest.ws.call.InboundMethod;
import io.grest.ws.call.OutboundCalls;
import io.grest.ws.call.OutboundMethod;
import io.grest.ws.call.PendingRequests;
import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextScope;
import io.grest.ws.context.ContextValues;
import io.grest.ws.contract.ContractProxy;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.SocketException;
import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.log.ConnectionLog;
import io.grest.ws.observation.DropReason;
import io.grest.ws.protocol.Frame;
import io.grest.ws.protocol.FrameCodec;
import io.grest.ws.protocol.FrameType;
import io.grest.ws.protocol.Payload;
import io.grest.ws.protocol.PayloadCodec;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.transport.Overflow;
import io.grest.ws.transport.SocketTransport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import org.springframework.util.Assert;

/**
 * A connection of either side. Its calls are here, its life is the
 * {@link ConnectionLifecycle}'s.
 *
 * @param <R> the other side's interface
 */
final class DefaultSocketConnection<R> implements SocketConnection<R>, ContextScope, CallHost {

	private static final byte[] PONG = FrameCodec.encode(new Frame(FrameType.PONG, "", "", Payload.NONE));

	private static final AtomicLong IDS = new AtomicLong();

	private final String id = Long.toString(IDS.incrementAndGet());

	private final ConnectionFactory<?, R> factory;

	private final ConnectionFactory.Origin origin;

	private final ContextValues values;

	private final Context context;

	private final @Nullable CallSurroundings surroundings;

	private final InboundCalls inbound;

	private final OutboundCalls outbound;

	private final ConnectionLifecycle lifecycle;

	private final ConnectionLog log;

	private volatile List<Consumer<Throwable>> errorListeners = List.of();

	private volatile @Nullable R remote;

	DefaultSocketConnection(ConnectionFactory<?, R> factory, SocketTransport transport, ConnectionFactory.Origin origin,
			ContextValues values, Handshaker handshaker, ContextView context) {
		this.factory = factory;
		this.origin = origin;
		this.values = values;
		this.context = Context.of(context);
		this.log = new ConnectionLog(this, origin.upgrade(), factory.metrics(), factory.frameLog(),
				!factory.contract().dialect().hasHandshake());
		ConnectionOptions options = factory.options();
		this.surroundings = CallSurroundings.of(factory.observed(), context, this);
		this.inbound = new InboundCalls(this, factory.inbound(), factory.unknownInbound(), this.surroundings,
				options.maxInFlight(), options.requestsPerSecond());
		this.lifecycle = new ConnectionLifecycle(this, factory, transport, handshaker, this.log);
		this.outbound = new OutboundCalls(this, this.surroundings);
	}

	@Override
	public PendingRequests newPending() {
		ConnectionOptions options = this.factory.options();
		return new PendingRequests(options.maxPending(), options.requestTimeout(), this.factory.scheduler(),
				this.lifecycle::callEnded);
	}

	Mono<Void> run() {
		return this.lifecycle.run();
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public SocketContract<?, ?> contract() {
		return this.factory.contract();
	}

	@Override
	public R remote() {
		R remote = this.remote;
		if (remote == null) {
			synchronized (this) {
				remote = this.remote;
				if (remote == null) {
					remote = ContractProxy.create(this.factory.remoteType(), this::call,
							this.factory.remoteType().getSimpleName() + " of " + this);
					this.remote = remote;
				}
			}
		}
		return remote;
	}

	@Override
	public <T> @Nullable T value(ContextKey<T> key) {
		if ((Object) key == SocketContext.CONNECTION) {
			@SuppressWarnings("unchecked")
			T self = (T) this;
			return self;
		}
		return this.values.find(key);
	}

	@Override
	public <T> T get(ContextKey<T> key) {
		T value = value(key);
		return (value != null) ? value : this.values.get(key);
	}

	@Override
	public <T> Optional<T> find(ContextKey<T> key) {
		return Optional.ofNullable(value(key));
	}

	@Override
	public <T> void set(ContextKey<T> key, @Nullable T value) {
		this.values.set(key, value);
	}

	@Override
	public <Q> Q query(Class<Q> type) {
		Assert.state(this.origin.query() != null, () -> this.factory.contract()
				+ " declares no query: add .queryOnConnect(" + type.getSimpleName() + ".class) to it");
		return type.cast(this.origin.query());
	}

	@Override
	public Map<String, String> pathVariables() {
		return this.origin.pathVariables();
	}

	@Override
	public UpgradeRequest upgrade() {
		return this.origin.upgrade();
	}

	@Override
	public boolean isOpen() {
		return this.lifecycle.isOpen();
	}

	@Override
	public boolean isClosed() {
		return this.lifecycle.isClosed();
	}

	@Override
	public Status status() {
		return this.lifecycle.status();
	}

	@Override
	public void onClose(Consumer<CloseReason> listener) {
		this.lifecycle.closing().listeners().add(listener);
	}

	@Override
	public synchronized void onError(Consumer<Throwable> listener) {
		List<Consumer<Throwable>> listeners = new ArrayList<>(this.errorListeners);
		listeners.add(listener);
		this.errorListeners = listeners;
	}

	@Override
	public Mono<CloseReason> closed() {
		return Mono.create((sink) -> {
			Consumer<CloseReason> listener = sink::success;
			this.lifecycle.closing().listeners().add(listener);
			sink.onDispose(() -> this.lifecycle.closing().listeners().remove(listener));
		});
	}

	CloseListeners closeListeners() {
		return this.lifecycle.closing().listeners();
	}

	@Override
	public void close() {
		this.lifecycle.close(SocketCloseStatus.NORMAL);
	}

	@Override
	public void close(int code, String reason) {
		this.lifecycle.close(SocketCloseStatus.ofApplication(code, reason));
	}

	@Override
	public Mono<Void> teardown() {
		this.lifecycle.draining().begin();
		return closed().then();
	}

	@Override
	public void send(String path, @Nullable Object payload) {
		this.outbound.send(raw(path, null), payload);
	}

	@Override
	public <T> Mono<T> request(String path, @Nullable Object payload, Class<T> resultType) {
		if (!this.factory.frames().hasAnswers()) {
			return Mono.error(() -> noAnswers(path));
		}
		return this.outbound.request(raw(path, resultType), payload).cast(resultType);
	}

	private OutboundMethod raw(String path, @Nullable Class<?> resultType) {
		return OutboundMethod.raw(path, resultType, this.factory.errors(path), codec(), this.factory.frames(),
				this.factory.outboundMetrics(path));
	}

	@Override
	public <T> void registerHandler(String path, Class<T> payloadType, Consumer<T> handler) {
		register(path, payloadType, null, (input) -> {
			handler.accept(input);
			return null;
		});
	}

	@Override
	public <T, V> void registerHandler(String path, Class<T> payloadType, Class<V> resultType,
			Function<T, Mono<V>> handler) {
		if (!this.factory.frames().hasAnswers()) {
			throw noAnswers(path);
		}
		register(path, payloadType, resultType, handler::apply);
	}

	private UnsupportedOperationException noAnswers(String path) {
		return new UnsupportedOperationException(path + " cannot be answered: " + this.factory.contract()
				+ " speaks the dialect " + this.factory.contract().dialect()
				+ ", which has messages only; send one, and have the answer sent as another");
	}

	@SuppressWarnings({ "unchecked", "NullAway" })
	private <T> void register(String path, Class<T> payloadType, @Nullable Class<?> resultType,
			Function<T, @Nullable Object> handler) {
		this.inbound.register(InboundMethod.raw(path, payloadType, resultType, this.factory.errors(path),
				(target, input) -> handler.apply((T) input), codec(), this.factory.validator(),
				this.factory.inboundMetrics(path)));
	}

	@Nullable Object call(Method method, @Nullable Object payload) {
		return this.outbound.call(this.factory.outbound(method), payload);
	}

	@Override
	public void push(byte[] frame) {
		if (!this.lifecycle.queue().push(frame) || isClosed()) {
			return;
		}
		dropped(DropReason.OVERFLOW, "");
		if (this.factory.options().overflow() == Overflow.CLOSE) {
			this.lifecycle.closing().giveUp(SocketCloseStatus.SLOW_CONSUMER, "does not read");
		}
	}

	@Override
	public boolean offer(byte[] frame) {
		return this.lifecycle.queue().offer(frame);
	}

	@Override
	public void answer(byte[] frame) {
		this.lifecycle.queue().add(frame);
	}

	/**
	 * Handle a frame of the open connection.
	 */
	void receive(Frame frame) {
		switch (frame.type()) {
			case REQ, MSG -> this.inbound.receive(frame);
			case RES -> this.outbound.answered(frame);
			case PING -> answer(PONG);
			case PONG -> {
			}
			case HANDSHAKE_ERR -> receiveError(frame);
			case HANDSHAKE, HANDSHAKE_OK -> dropped(DropReason.UNEXPECTED, frame.type().name());
		}
	}

	private void receiveError(Frame frame) {
		ErrorFrames errors = this.factory.errorFrames();
		if (errors == null || !errors.receive(this, frame.payload())) {
			dropped(DropReason.UNEXPECTED, frame.type().name());
		}
	}

	@Override
	public void dropped(DropReason reason, String detail) {
		this.log.dropped(reason, detail);
	}

	@Override
	public void refused(DropReason reason, String detail) {
		this.log.refused(reason, detail);
	}

	@Override
	public void raise(Throwable ex) {
		for (Consumer<Throwable> listener : this.errorListeners) {
			CloseListeners.call(listener, ex);
		}
	}

	@Override
	public boolean messageFailed(@Nullable SocketException declared) {
		ErrorFrames errors = this.factory.errorFrames();
		return errors != null && errors.messageFailed(this, declared);
	}

	@Override
	public void close(byte @Nullable [] last, SocketCloseStatus status, @Nullable Throwable cause) {
		this.lifecycle.closing().close(last, status, cause);
	}

	@Override
	public void closing(SocketCloseStatus status, SocketException error) {
		error.initCause(new SocketClosedException(new CloseReason(status, CloseReason.Initiator.REMOTE, null)));
		this.lifecycle.closing().announced(new CloseReason(status, CloseReason.Initiator.REMOTE, error));
	}

	@Override
	public void failed(Throwable ex) {
		this.lifecycle.failed(ex);
	}

	@Override
	public boolean mayCall() {
		return this.lifecycle.takesCalls();
	}

	@Override
	public void callSent() {
		this.lifecycle.readOn();
	}

	@Override
	public void callEnded() {
		this.lifecycle.callEnded();
	}

	@Override
	public void overload() {
		this.lifecycle.close(SocketCloseStatus.TRY_AGAIN_LATER);
	}

	@Override
	public boolean isGoingAway() {
		return this.lifecycle.draining().isGoingAway();
	}

	void refuseCalls() {
		this.lifecycle.draining().refuseCalls();
	}

	/**
	 * Take no new calls, wait for the unfinished ones, and close with 1001.
	 * @param notBefore how long to stay open for calls of this side at least, so that not
	 * all peers return at once
	 */
	void goAway(Duration notBefore) {
		this.lifecycle.draining().goAway(notBefore);
	}

	void goAwayNow(Duration patience) {
		this.lifecycle.draining().goAwayNow(patience);
	}

	/**
	 * No call can be answered any more, on either side.
	 */
	void endCalls() {
		this.outbound.close();
		this.inbound.close();
	}

	/**
	 * What calls run in, or {@code null} for nothing.
	 */
	@Nullable CallSurroundings surroundings() {
		return this.surroundings;
	}

	InboundCalls inbound() {
		return this.inbound;
	}

	OutboundCalls outbound() {
		return this.outbound;
	}

	ConnectionFactory<?, R> factory() {
		return this.factory;
	}

	@Override
	public PayloadCodec codec() {
		return this.factory.codec();
	}

	@Override
	public Context context() {
		return this.context;
	}

	/**
	 * Names the contract and the connection.
	 */
	@Override
	public String toString() {
		return this.factory.contract().name() + " connection " + this.id;
	}

}
