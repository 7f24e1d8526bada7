package io.grest.ws.client;

import java.time.Duration;
import java.time.Instant;

import io.grest.ws.connection.SocketConnection;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Sinks;

/**
 * A state of a client, with all that belongs to it. Compared by identity: the same state
 * reached again is another step.
 */
final class ClientStep<S> {

	private final long index;

	private final ClientState state;

	private final int failed;

	private final boolean first;

	private final @Nullable SocketConnection<S> connection;

	private final Sinks.One<SocketConnection<S>> outcome;

	private final Disposable.Swap work = Disposables.swap();

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

	ClientStep<S> open(SocketConnection<S> connection) {
		return new ClientStep<>(this.index + 1, ClientState.of(ClientState.Phase.OPEN, null), this.failed, false,
				connection, Sinks.one());
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
		return this.connection;
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
	 * What this state waits for: an attempt or a timer.
	 */
	Disposable.Swap work() {
		return this.work;
	}

	/**
	 * How long it has lasted.
	 */
	Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.since);
	}

}
