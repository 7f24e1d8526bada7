package io.grest.ws.client;

import java.time.Duration;
import java.time.Instant;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketClosedException;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.observation.LogText;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A state of a client, with all that belongs to it. Compared by identity: the same state
 * reached again is another step.
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
	 * The attempt after this step. Whoever waits in this step already waits for it.
	 */
	ClientStep<S> connecting() {
		return new ClientStep<>(this.index + 1, ClientState.of(ClientState.Phase.CONNECTING, this.state.error())
			.disconnectedSince(this.state.disconnectedSince()), this.failed, this.first, null, this.outcome);
	}

	/**
	 * A step without a connection after the first attempt.
	 * @param failed how many attempts in a row have failed
	 */
	ClientStep<S> down(ClientState state, int failed) {
		Instant since = this.state.disconnectedSince();
		return new ClientStep<>(this.index + 1, state.disconnectedSince((since != null) ? since : Instant.now()),
				failed, false, null, Sinks.one());
	}

	/**
	 * The end of this attempt. Whoever waits for it waits until its listeners know.
	 */
	ClientStep<S> open(SocketConnection<S> connection) {
		return new ClientStep<>(this.index + 1, ClientState.of(ClientState.Phase.OPEN, null), this.failed, false,
				connection, this.outcome);
	}

	/**
	 * The last step. It keeps the connection, for those who wait until that has closed.
	 */
	ClientStep<S> closed(@Nullable Throwable error) {
		ClientState state = down(ClientState.of(ClientState.Phase.CLOSED, error), this.failed).state();
		return new ClientStep<>(this.index + 1, state, this.failed, false, this.connection, Sinks.one());
	}

	/**
	 * Its place in the sequence of steps, from 0.
	 */
	long index() {
		return this.index;
	}

	/**
	 * What the user sees of it.
	 */
	ClientState state() {
		return this.state;
	}

	/**
	 * How many attempts in a row have failed.
	 */
	int failed() {
		return this.failed;
	}

	/**
	 * Whether no attempt has ended yet, so that calls wait for this one.
	 */
	boolean isFirst() {
		return this.first;
	}

	/**
	 * The connection, if open.
	 */
	@Nullable SocketConnection<S> connection() {
		return is(ClientState.Phase.OPEN) ? this.connection : null;
	}

	/**
	 * Whether the client is in a phase.
	 */
	boolean is(ClientState.Phase phase) {
		return this.state.phase() == phase;
	}

	/**
	 * The end of the connection, if there was one.
	 */
	Mono<Void> whenClosed() {
		return (this.connection != null) ? this.connection.closed().then() : Mono.empty();
	}

	/**
	 * What a call fails with that cannot be sent.
	 */
	ServerErrorException notConnected(String contract) {
		String why = switch (this.state.phase()) {
			case IDLE, CONNECTING, OPEN -> "is not connected yet: wait for connect() or for onOpen";
			case DISCONNECTED -> "has lost its connection and tries again at " + this.state.nextAttempt();
			case CLOSED -> "is closed";
		};
		return new ServerErrorException("The client of " + contract + " " + why, this.state.error());
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
	 * The end of the attempt, for those who wait for it.
	 */
	Sinks.One<SocketConnection<S>> outcome() {
		return this.outcome;
	}

	/**
	 * What this state waits for: an attempt or a timer. Disposed of once nobody does.
	 */
	Disposable.Composite work() {
		return this.work;
	}

	/**
	 * How long it has lasted.
	 */
	Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.since);
	}

	/**
	 * What a lost connection means. Where the server has told an error and not just a
	 * code, it is what happened.
	 */
	static Throwable error(CloseReason reason) {
		return (reason.initiator() == CloseReason.Initiator.REMOTE && reason.cause() instanceof SocketException told)
				? told : new SocketClosedException(reason);
	}

	/**
	 * An error for the log. One of the application may say little without its type.
	 */
	static String text(Throwable ex) {
		boolean own = ex instanceof SocketException || ex instanceof SocketClosedException
				|| ex instanceof SocketRequest.RefusedException;
		return LogText.of(own ? String.valueOf(ex.getMessage()) : ex.toString(), LOG_LENGTH);
	}

}
