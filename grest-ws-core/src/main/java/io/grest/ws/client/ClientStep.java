package io.grest.ws.client;

import java.time.Duration;
import java.time.Instant;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketClosedException;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.ConnectionClosedException;
import io.grest.ws.error.SocketException;
import io.grest.ws.internal.session.ConnectionAccess;
import io.grest.ws.observation.LogText;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * State of a client, with its connection, attempt and timer. Compared by identity: the
 * same state reached again is another step.
 */
final class ClientStep<S> {

	private static final int LOG_LENGTH = 512;

	private final long index;

	private final ClientState state;

	private final int failed;

	private final boolean first;

	private final @Nullable SocketConnection<S> connection;

	private final Sinks.One<SocketConnection<S>> outcome;

	private final Disposable.Composite work = Disposables.composite();

	private final long since = System.nanoTime();

	private ClientStep(long index, ClientState state, int failed, boolean first,
			@Nullable SocketConnection<S> connection, Sinks.One<SocketConnection<S>> outcome) {
		this.index = index;
		this.outcome = outcome;
		this.state = state;
		this.failed = failed;
		this.first = first;
		this.connection = connection;
	}

	static <S> ClientStep<S> idle() {
		return new ClientStep<>(0, ClientState.of(ClientState.Phase.IDLE, null).disconnectedSince(Instant.now()), 0,
				true, null, Sinks.one());
	}

	/**
	 * Return the attempt that follows this step. Subscribers of this step's outcome wait
	 * for that attempt.
	 */
	ClientStep<S> connecting() {
		ClientState connecting = ClientState.of(ClientState.Phase.CONNECTING, this.state.error())
			.disconnectedSince(this.state.disconnectedSince());
		SocketConnection<S> kept = connection();
		return new ClientStep<>(this.index + 1, (kept != null) ? connecting.resuming() : connecting, this.failed,
				this.first, kept, this.outcome);
	}

	/**
	 * Return a step without a connection, after the first attempt.
	 * @param failed the number of consecutive failed attempts
	 */
	ClientStep<S> down(ClientState state, int failed) {
		Instant since = this.state.disconnectedSince();
		return new ClientStep<>(this.index + 1, state.disconnectedSince((since != null) ? since : Instant.now()),
				failed, false, null, Sinks.one());
	}

	/**
	 * Return a step without a socket, whose connection may go on with another one.
	 * @param failed the number of consecutive failed attempts
	 */
	ClientStep<S> away(ClientState state, int failed) {
		SocketConnection<S> kept = connection();
		if (kept == null || ConnectionAccess.isClosed(kept)) {
			return down(state, failed);
		}
		Instant since = this.state.disconnectedSince();
		return new ClientStep<>(this.index + 1,
				state.disconnectedSince((since != null) ? since : Instant.now()).resuming(), failed, false, kept,
				Sinks.one());
	}

	/**
	 * Return the step of the open connection. Subscribers of the outcome wait until the
	 * listeners were notified.
	 */
	ClientStep<S> open(SocketConnection<S> connection) {
		return new ClientStep<>(this.index + 1, ClientState.of(ClientState.Phase.OPEN, null), this.failed, false,
				connection, this.outcome);
	}

	/**
	 * Return the last step, which keeps the connection for subscribers that wait for its
	 * close.
	 */
	ClientStep<S> closed(@Nullable Throwable error) {
		ClientState state = down(ClientState.of(ClientState.Phase.CLOSED, error), this.failed).state();
		return new ClientStep<>(this.index + 1, state, this.failed, false, this.connection, Sinks.one());
	}

	/**
	 * Return the index in the sequence of steps, from 0.
	 */
	long index() {
		return this.index;
	}

	/**
	 * Return the state that users see.
	 */
	ClientState state() {
		return this.state;
	}

	/**
	 * Return the number of consecutive failed attempts.
	 */
	int failed() {
		return this.failed;
	}

	/**
	 * Return whether no attempt has ended yet, so that calls wait for this one.
	 */
	boolean isFirst() {
		return this.first;
	}

	/**
	 * Return the connection that calls are made on, or {@code null} if there is none.
	 */
	@Nullable SocketConnection<S> connection() {
		return switch (this.state.phase()) {
			case OPEN -> this.connection;
			case RESUMING ->
				(this.connection != null && !ConnectionAccess.isClosed(this.connection)) ? this.connection : null;
			case IDLE, CONNECTING, DISCONNECTED, CLOSED -> null;
		};
	}

	/**
	 * Return whether an attempt is under way.
	 */
	boolean isConnecting() {
		return is(ClientState.Phase.CONNECTING) || (is(ClientState.Phase.RESUMING) && this.state.nextAttempt() == null);
	}

	/**
	 * Return whether the client is in a phase.
	 */
	boolean is(ClientState.Phase phase) {
		return this.state.phase() == phase;
	}

	/**
	 * Return a {@code Mono} that completes when the connection, if there is one, has
	 * closed.
	 */
	Mono<Void> whenClosed() {
		return (this.connection != null) ? this.connection.closed().then() : Mono.empty();
	}

	/**
	 * Return the error of a call that cannot be sent.
	 */
	ConnectionClosedException notConnected(String contract) {
		String why = switch (this.state.phase()) {
			case IDLE, CONNECTING, OPEN -> "is not connected yet: wait for connect() or for onOpen";
			case RESUMING, DISCONNECTED -> "has lost its connection and tries again at " + this.state.nextAttempt();
			case CLOSED -> "is closed";
		};
		return new ConnectionClosedException("The client of " + contract + " " + why, this.state.error());
	}

	/**
	 * Close the connection, if open.
	 */
	void closeConnection() {
		if (this.connection != null) {
			this.connection.close();
		}
	}

	/**
	 * Return the outcome of the attempt, for its subscribers.
	 */
	Sinks.One<SocketConnection<S>> outcome() {
		return this.outcome;
	}

	/**
	 * Return the work that this state waits for, an attempt or a timer. Disposed when the
	 * state ends.
	 */
	Disposable.Composite work() {
		return this.work;
	}

	/**
	 * Return how long this step has lasted.
	 */
	Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.since);
	}

	/**
	 * Return the error of a lost connection: the error that the server sent, or else one
	 * with the close code.
	 */
	static Throwable error(CloseReason reason) {
		return reason.cause()
			.filter((cause) -> reason.initiator() == CloseReason.Initiator.REMOTE && cause instanceof SocketException)
			.orElseGet(() -> new SocketClosedException(reason));
	}

	/**
	 * Return the text of an error for the log. The message of an application's exception
	 * may be meaningless without its type.
	 */
	static String text(Throwable ex) {
		boolean own = ex instanceof SocketException || ex instanceof SocketClosedException
				|| ex instanceof InvalidSocketRequestException;
		return LogText.of(own ? String.valueOf(ex.getMessage()) : ex.toString(), LOG_LENGTH);
	}

}
