package io.grest.ws.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketClosedException;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.internal.Loggers;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.protocol.SocketCloseStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Life of a client as a table of states and events. Each state is a {@link ClientStep},
 * replaced as a whole by {@link #replace}. An event of a step that is no longer current
 * is ignored, and so is the rest of an event once a listener has ended its step.
 *
 * <ul>
 * <li>IDLE: use leads to CONNECTING;</li>
 * <li>CONNECTING: opened leads to OPEN, failed to DISCONNECTED or CLOSED, force to
 * another attempt; a call waits if it is the first attempt, and fails otherwise;</li>
 * <li>OPEN: lost leads to DISCONNECTED or CLOSED, force by DISCONNECTED to
 * CONNECTING;</li>
 * <li>RESUMING: as DISCONNECTED and CONNECTING, but calls wait for the connection, which
 * goes on if an attempt is accepted for its session; from OPEN on a lost socket;</li>
 * <li>DISCONNECTED: the timer and force lead to CONNECTING; calls fail;</li>
 * <li>CLOSED, to which close leads from any state: calls fail, fluxes end, and listeners
 * are notified only of the close of a connection that was reported as open.</li>
 * </ul>
 */
final class ReconnectingClient<S, C> implements ClientAttempts.Listener<S> {

	private static final Log logger = LogFactory.getLog(Loggers.CLIENT);

	private static final ClientState DISCONNECTED = ClientState.of(Phase.DISCONNECTED, null);

	// Held weakly elsewhere. What an attempt, a timer or a connection refers to must be
	// found by who closes all clients, though its user has dropped it.
	private final SocketClient<S, C> client;

	private final SocketContract<S, C> contract;

	private final ReconnectOptions options;

	private final RetryRule retry;

	private final ReceiveHub<C> hub;

	private final SocketMetrics.OfContract metrics;

	private final Scheduler scheduler = Schedulers.parallel();

	private final AtomicReference<ClientStep<S>> step = new AtomicReference<>(ClientStep.idle());

	private final ClientListeners<S> listeners;

	private final ClientAttempts<S, C> attempts;

	private final UnsentMessages unsent;

	// Null unless a server has wanted the client to go on elsewhere.
	private volatile @Nullable Leaving<S> leaving;

	// Left by this side, to go on with another socket.
	private volatile @Nullable SocketConnection<?> forced;

	/**
	 * Create the life of a client that is idle.
	 * @param client the client
	 * @param builder the builder of the client
	 * @param hub the messages of the server
	 */
	ReconnectingClient(SocketClient<S, C> client, SocketClients.Builder<S, C> builder, ReceiveHub<C> hub) {
		this.client = client;
		this.contract = builder.contract();
		this.options = builder.reconnect();
		this.retry = new RetryRule(this.contract.name(), builder.shouldRetry());
		this.listeners = new ClientListeners<>(this.contract.name());
		this.metrics = builder.pool().openings().metrics(this.contract);
		this.hub = hub;
		this.unsent = new UnsentMessages(this.contract, builder.pool().openings().payloads(), this.listeners);
		this.attempts = new ClientAttempts<>(builder, hub.implementation(), this, this.listeners);
		tell(current());
	}

	/**
	 * Return the open connection, or open one, see {@link SocketClient#connect}.
	 */
	Mono<SocketConnection<S>> connect() {
		return Mono.defer(() -> {
			ClientStep<S> now = current();
			return switch (now.state().phase()) {
				case IDLE -> start(now);
				case CONNECTING, RESUMING, DISCONNECTED -> now.outcome().asMono();
				case OPEN -> Mono.justOrEmpty(now.connection());
				case CLOSED -> Mono.error(now.notConnected(this.contract.name()));
			};
		});
	}

	private Mono<SocketConnection<S>> start(ClientStep<S> before) {
		ClientStep<S> connecting = before.connecting();
		if (!move(before, connecting)) {
			return connect();
		}
		this.attempts.giveUp(before);
		if (!connecting.isFirst()) {
			this.metrics.reconnecting();
		}
		this.attempts.begin(connecting);
		return connecting.outcome().asMono();
	}

	@Override
	public void opened(ClientStep<S> connecting, SocketConnection<S> connection) {
		ClientStep<S> open = connecting.open(connection);
		if (!move(connecting, open)) {
			connection.close();
			return;
		}
		if (connection != connecting.connection() && isCurrent(open)) {
			this.listeners.opened(connection, () -> isCurrent(open));
			connection.onClose((reason) -> lost(connection, reason));
		}
		if (isCurrent(open)) {
			open.outcome().tryEmitValue(connection);
		}
	}

	private void lost(SocketConnection<S> connection, CloseReason reason) {
		this.listeners.closed(reason);
		ClientStep<S> open = current();
		Leaving<S> leaving = this.leaving;
		if (leaving != null && leaving.connection() == connection) {
			ClientStep<S> left = leaving.step();
			left.work()
				.add(this.scheduler.schedule(() -> start(left), leaving.after().toMillis(), TimeUnit.MILLISECONDS));
			return;
		}
		if (!open.is(Phase.OPEN) || open.connection() != connection) {
			return;
		}
		if (reason.code() == SocketCloseStatus.EXPIRED.code() && !hasHeld(open) && open.failed() > 0) {
			// New credentials have not helped.
			end(open, ClientStep.error(reason));
			return;
		}
		retryOrEnd(open, ClientStep.error(reason), hasHeld(open) ? 0 : open.failed(), this.retry::mayRetry);
	}

	private boolean hasHeld(ClientStep<S> open) {
		return open.age().compareTo(this.options.resetAfter()) >= 0;
	}

	@Override
	public void away(SocketConnection<?> connection) {
		ClientStep<S> open = current();
		if (!open.is(Phase.OPEN) || open.connection() != connection) {
			return;
		}
		if (this.forced == connection) {
			this.forced = null;
			restart(open, open.away(DISCONNECTED, 0), () -> {
			});
		}
		else {
			Throwable lost = new SocketClosedException(
					new CloseReason(SocketCloseStatus.ABNORMAL, CloseReason.Initiator.REMOTE, null));
			retryOrEnd(open, lost, hasHeld(open) ? 0 : open.failed(), this.retry::mayRetry);
		}
	}

	@Override
	public void mustLeave(SocketConnection<?> connection, Duration after) {
		ClientStep<S> open = current();
		if (open.is(Phase.OPEN) && open.connection() == connection) {
			ClientStep<S> leaving = open.leaving();
			this.leaving = new Leaving<>(leaving, connection, after);
			if (move(open, leaving)) {
				// For subscribers whose outcome was delayed by listeners.
				leaving.outcome().asMono().subscribe(open.outcome()::tryEmitValue, open.outcome()::tryEmitError);
			}
		}
	}

	@Override
	public void unsent(OutboundFrame frame) {
		this.unsent.add(frame, current().state());
	}

	@Override
	public void notPrepared(ClientStep<S> connecting, Throwable ex) {
		retryOrEnd(connecting, ex, connecting.failed(), this.retry::mayPrepareAgain);
	}

	@Override
	public void failed(ClientStep<S> connecting, Throwable ex) {
		retryOrEnd(connecting, ex, connecting.failed(), this.retry::mayRetry);
	}

	private void retryOrEnd(ClientStep<S> before, Throwable ex, int failed, Predicate<Throwable> mayRetry) {
		if (!isCurrent(before)) {
			return;
		}
		if (!this.options.allows(failed) || !mayRetry.test(ex)) {
			end(before, ex);
			return;
		}
		Duration delay = this.options.delay(failed, BusyServerException.retryAfter(ex));
		ClientStep<S> waiting = before.away(ClientState.waiting(ex, Instant.now().plus(delay)), failed + 1);
		if (!replace(before, waiting)) {
			return;
		}
		logger.warn("Client of " + this.contract.name() + " is disconnected, attempt " + (failed + 1) + " follows in "
				+ delay.toMillis() + " ms: " + ClientStep.text(ex));
		tell(waiting);
		this.attempts.giveUp(before);
		waiting.work().add(this.scheduler.schedule(() -> start(waiting), delay.toMillis(), TimeUnit.MILLISECONDS));
		before.outcome().tryEmitError(ex);
	}

	/**
	 * Open another connection now, see {@link SocketClient#forceReconnect}.
	 */
	void forceReconnect() {
		ClientStep<S> now = current();
		switch (now.state().phase()) {
			case IDLE, CONNECTING, DISCONNECTED -> start(now);
			case RESUMING -> {
				Leaving<S> leaving = this.leaving;
				// Otherwise it comes back by itself, once its server has let it go.
				if (leaving == null || !leaving.isOf(now)) {
					start(now);
				}
			}
			case OPEN -> {
				SocketConnection<S> connection = Objects.requireNonNull(now.connection());
				this.forced = connection;
				if (this.attempts.leave(connection)) {
					return;
				}
				if (!restart(now, now.down(DISCONNECTED, 0), () -> {
					this.attempts.retire(connection);
					now.closeConnection();
				})) {
					forceReconnect();
				}
			}
			case CLOSED -> {
			}
		}
	}

	private boolean restart(ClientStep<S> open, ClientStep<S> waiting, Runnable left) {
		if (!move(open, waiting)) {
			return false;
		}
		left.run();
		// For subscribers whose outcome was delayed by listeners.
		start(waiting).subscribe(open.outcome()::tryEmitValue, open.outcome()::tryEmitError);
		return true;
	}

	/**
	 * Close for good, see {@link SocketClient#close}.
	 */
	Mono<Void> close() {
		ClientStep<S> now = current();
		while (!now.is(Phase.CLOSED) && !end(now, null)) {
			now = current();
		}
		return current().whenClosed();
	}

	private boolean end(ClientStep<S> before, @Nullable Throwable error) {
		ClientStep<S> closed = before.closed(error);
		if (!replace(before, closed)) {
			return false;
		}
		if (error != null) {
			logger.warn("Client of " + this.contract.name() + " is closed and does not reconnect: "
					+ ClientStep.text(error));
		}
		List<Runnable> steps = List.of(() -> tell(closed), () -> this.attempts.giveUp(before), () -> abandon(error),
				before::closeConnection,
				() -> before.outcome()
					.tryEmitError((error != null) ? error : closed.notConnected(this.contract.name())),
				() -> this.hub.end(error));
		steps.forEach(this.listeners::run);
		return true;
	}

	private void abandon(@Nullable Throwable error) {
		if (error != null) {
			this.attempts.abandon();
		}
	}

	private boolean move(ClientStep<S> before, ClientStep<S> after) {
		if (!replace(before, after)) {
			return false;
		}
		tell(after);
		return true;
	}

	private boolean replace(ClientStep<S> before, ClientStep<S> after) {
		return this.step.compareAndSet(before, after);
	}

	private void tell(ClientStep<S> step) {
		this.listeners.states().publish(step.index(), step.state());
	}

	@Override
	public boolean isCurrent(ClientStep<S> step) {
		return current() == step;
	}

	/**
	 * Return the current step.
	 */
	// Never null: it starts with a step, which is only replaced by another step.
	@SuppressWarnings("NullAway")
	ClientStep<S> current() {
		return this.step.get();
	}

	/**
	 * Return the listeners of the client.
	 */
	ClientListeners<S> listeners() {
		return this.listeners;
	}

}
