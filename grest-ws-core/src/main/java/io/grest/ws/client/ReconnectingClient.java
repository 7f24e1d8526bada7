package io.grest.ws.client;

import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.ConnectionFactory;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketClosedException;
import io.grest.ws.contract.ContractProxy;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.observation.LogText;
import io.grest.ws.observation.SocketMetrics;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A client as a table of states and events. Each state is a {@link ClientStep}, replaced
 * as a whole by {@link #move}; an event of a step that is no longer the current one is
 * void.
 *
 * <ul>
 * <li>IDLE: use leads to CONNECTING;</li>
 * <li>CONNECTING: opened leads to OPEN, failed to DISCONNECTED or CLOSED; a call waits if
 * it is the first attempt, and fails otherwise;</li>
 * <li>OPEN: lost leads to DISCONNECTED or CLOSED;</li>
 * <li>DISCONNECTED: the timer leads to CONNECTING; calls fail;</li>
 * <li>CLOSED, to which close leads from anywhere: calls fail, fluxes end.</li>
 * </ul>
 */
final class ReconnectingClient<S, C> implements SocketClient<S, C> {

	private static final Log logger = LogFactory.getLog(ReconnectingClient.class);

	private static final int LOG_LENGTH = 512;

	private final SocketContract<S, C> contract;

	private final SocketPool pool;

	private final SocketRequest<S, C> base;

	private final UnaryOperator<SocketRequest<S, C>> request;

	private final ReconnectOptions options;

	private final Predicate<Throwable> shouldRetry;

	private final ReceiveHub<C> hub;

	private final SocketMetrics.OfContract metrics;

	private final C implementation;

	private final S remote;

	private final Scheduler scheduler = Schedulers.parallel();

	private final AtomicReference<ClientStep<S>> step = new AtomicReference<>(ClientStep.idle());

	private final StateFeed states = new StateFeed();

	private final Function<SocketConnection<S>, Mono<Void>> setUp;

	private final List<Consumer<SocketConnection<S>>> openListeners = new CopyOnWriteArrayList<>();

	private final List<Consumer<CloseReason>> closeListeners = new CopyOnWriteArrayList<>();

	ReconnectingClient(SocketClients.Builder<S, C> builder) {
		this.contract = builder.contract();
		this.pool = builder.pool();
		this.base = builder.base();
		this.request = builder.request();
		this.options = builder.reconnect();
		this.shouldRetry = builder.shouldRetry();
		this.setUp = builder.setUp();
		this.metrics = this.pool.metrics(this.contract);
		this.hub = new ReceiveHub<>(this.contract, builder.handler());
		this.implementation = this.hub.implementation();
		this.remote = ContractProxy.create(this.contract.serverType(), this::call, "client of " + this.contract);
		this.states.publish(current().index(), state());
	}

	@Override
	public SocketContract<S, C> contract() {
		return this.contract;
	}

	@Override
	public S remote() {
		return this.remote;
	}

	private @Nullable Object call(Method method, @Nullable Object payload) {
		if (method.getReturnType() != void.class) {
			return Mono.defer(() -> callLater(method, payload));
		}
		ClientStep<S> now = current();
		SocketConnection<S> connection = now.connection();
		if (connection == null) {
			throw notConnected(now.state());
		}
		return ConnectionFactory.call(connection, method, payload);
	}

	private Mono<?> callLater(Method method, @Nullable Object payload) {
		ClientStep<S> now = current();
		SocketConnection<S> connection = now.connection();
		if (connection != null) {
			return call(connection, method, payload);
		}
		if (now.isFirst() && now.state().phase() != Phase.CLOSED) {
			return connect().flatMap((opened) -> call(opened, method, payload));
		}
		return Mono.error(notConnected(now.state()));
	}

	private static Mono<?> call(SocketConnection<?> connection, Method method, @Nullable Object payload) {
		return (ConnectionFactory.call(connection, method, payload) instanceof Mono<?> answer) ? answer : Mono.empty();
	}

	private ServerErrorException notConnected(ClientState state) {
		String why = switch (state.phase()) {
			case IDLE, CONNECTING, OPEN -> "is not connected yet: wait for connect() or for onOpen";
			case DISCONNECTED -> "has lost its connection and tries again at " + state.nextAttempt();
			case CLOSED -> "is closed";
		};
		return new ServerErrorException("The client of " + this.contract.name() + " " + why, state.error());
	}

	@Override
	public Mono<SocketConnection<S>> connect() {
		return Mono.defer(() -> {
			ClientStep<S> now = current();
			return switch (now.state().phase()) {
				case IDLE -> start(now);
				case CONNECTING, DISCONNECTED -> now.outcome().asMono();
				case OPEN -> Mono.justOrEmpty(now.connection());
				case CLOSED -> Mono.error(notConnected(now.state()));
			};
		});
	}

	private Mono<SocketConnection<S>> start(ClientStep<S> before) {
		ClientStep<S> connecting = before.connecting();
		if (!move(before, connecting)) {
			return connect();
		}
		if (!connecting.isFirst()) {
			this.metrics.reconnecting();
		}
		connecting.work()
			.update(Mono
				.defer(() -> this.pool
					.getOrConnect(this.request.apply(this.base).ownedBy(this).handler(this.implementation)))
				.flatMap(this::setUp)
				.subscribe((connection) -> opened(connecting, connection), (ex) -> failed(connecting, ex)));
		return connecting.outcome().asMono();
	}

	private Mono<SocketConnection<S>> setUp(SocketConnection<S> connection) {
		Mono<Void> closing = connection.closed().flatMap((reason) -> Mono.error(error(reason)));
		return Mono.firstWithSignal(this.setUp.apply(connection), closing)
			.thenReturn(connection)
			.doOnError((ex) -> connection.close())
			.doOnCancel(connection::close);
	}

	private void opened(ClientStep<S> connecting, SocketConnection<S> connection) {
		ClientStep<S> open = connecting.open(connection);
		if (!move(connecting, open)) {
			connection.close();
			return;
		}
		this.openListeners.forEach((listener) -> call(listener, connection));
		connection.onClose((reason) -> {
			this.closeListeners.forEach((listener) -> call(listener, reason));
			lost(open, reason);
		});
		connecting.outcome().tryEmitValue(connection);
	}

	private <T> void call(Consumer<T> listener, T argument) {
		try {
			listener.accept(argument);
		}
		catch (RuntimeException ex) {
			logger.error("A listener of the client of " + this.contract.name() + " failed", ex);
		}
	}

	private void lost(ClientStep<S> open, CloseReason reason) {
		boolean held = open.age().compareTo(this.options.resetAfter()) >= 0;
		retryOrEnd(open, error(reason), held ? 0 : open.failed());
	}

	// Where the server has told an error and not just a code, it is what happened.
	private static Throwable error(CloseReason reason) {
		return (reason.initiator() == CloseReason.Initiator.REMOTE && reason.cause() instanceof SocketException told)
				? told : new SocketClosedException(reason);
	}

	private void failed(ClientStep<S> connecting, Throwable ex) {
		retryOrEnd(connecting, ex, connecting.failed());
		connecting.outcome().tryEmitError(ex);
	}

	private void retryOrEnd(ClientStep<S> before, Throwable ex, int failed) {
		if (!this.options.allows(failed) || !this.shouldRetry.test(ex)) {
			end(before, ex);
			return;
		}
		Duration delay = this.options.delay(failed);
		ClientStep<S> waiting = before.down(ClientState.waiting(ex, Instant.now().plus(delay)), failed + 1);
		if (move(before, waiting)) {
			logger.warn("The client of " + this.contract.name() + " is disconnected, attempt " + (failed + 1)
					+ " follows in " + delay.toMillis() + " ms: "
					+ LogText.of(String.valueOf(ex.getMessage()), LOG_LENGTH));
			waiting.work()
				.update(this.scheduler.schedule(() -> start(waiting), delay.toMillis(), TimeUnit.MILLISECONDS));
		}
	}

	@Override
	public void forceReconnect() {
		ClientStep<S> now = current();
		switch (now.state().phase()) {
			case IDLE -> start(now);
			case DISCONNECTED -> {
				now.work().dispose();
				start(now);
			}
			case OPEN -> {
				ClientStep<S> waiting = now.down(ClientState.of(Phase.DISCONNECTED, null), 0);
				if (move(now, waiting)) {
					now.closeConnection();
					start(waiting);
				}
			}
			case CONNECTING, CLOSED -> {
			}
		}
	}

	@Override
	public Mono<Void> close() {
		ClientStep<S> now = current();
		while (now.state().phase() != Phase.CLOSED && !end(now, null)) {
			now = current();
		}
		SocketConnection<S> connection = now.connection();
		return (connection != null) ? connection.closed().then() : Mono.empty();
	}

	private boolean end(ClientStep<S> before, @Nullable Throwable error) {
		ClientStep<S> closed = before.down(ClientState.of(Phase.CLOSED, error), before.failed());
		if (!move(before, closed)) {
			return false;
		}
		if (error != null) {
			logger.warn("The client of " + this.contract.name() + " has ended and does not connect again: "
					+ LogText.of(String.valueOf(error.getMessage()), LOG_LENGTH));
		}
		before.outcome().tryEmitError((error != null) ? error : notConnected(closed.state()));
		before.work().dispose();
		before.closeConnection();
		this.hub.end(error);
		return true;
	}

	private boolean move(ClientStep<S> before, ClientStep<S> after) {
		if (!this.step.compareAndSet(before, after)) {
			return false;
		}
		this.states.publish(after.index(), after.state());
		return true;
	}

	// Never null: it begins with a step and is only ever replaced by another.
	@SuppressWarnings("NullAway")
	private ClientStep<S> current() {
		return this.step.get();
	}

	@Override
	@SuppressWarnings({ "unchecked", "NullAway" })
	public <T> Flux<T> receive(BiConsumer<C, T> method) {
		return (Flux<T>) this.hub.flux((recorder, payload) -> method.accept(recorder, (T) payload));
	}

	@Override
	public Flux<Instant> receive(Consumer<C> method) {
		return this.hub.flux((recorder, payload) -> method.accept(recorder)).map((message) -> Instant.now());
	}

	@Override
	public Flux<ClientState> states() {
		return this.states.flux();
	}

	@Override
	public ClientState state() {
		return current().state();
	}

	@Override
	public SocketClient<S, C> onOpen(Consumer<SocketConnection<S>> listener) {
		this.openListeners.add(listener);
		return this;
	}

	@Override
	public SocketClient<S, C> onClose(Consumer<CloseReason> listener) {
		this.closeListeners.add(listener);
		return this;
	}

	/**
	 * Names the contract and the state.
	 */
	@Override
	public String toString() {
		return "client of " + this.contract + ", " + state().phase();
	}

}
