package io.grest.ws.test;

import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

import io.grest.ws.client.SocketPool;
import io.grest.ws.client.SocketRequest;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketClosedException;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.context.ContextKey;
import io.grest.ws.error.SocketException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Connection of a tester: none yet, open, or closed with a reason.
 */
final class TesterConnection<S, C> {

	private final TesterSetup<S, C> setup;

	private final Conversation conversation;

	private final ReceivedCalls<C> calls;

	private final Map<ContextKey<?>, Object> values = new HashMap<>();

	private final TesterIdentity identity = new TesterIdentity();

	private final TesterServer server;

	// The server to connect to, of another tester after a move.
	private TesterSetup<S, C> at;

	private volatile @Nullable SocketConnection<S> connection;

	// Null unless the contract can be resumed.
	private @Nullable TesterClient<S, C> client;

	// Whether the end of the connection may be that of its session only.
	private volatile boolean resuming;

	private int generation;

	// The reason for which the latest attempt failed after the upgrade, if it did.
	private @Nullable CloseReason rejection;

	TesterConnection(TesterSetup<S, C> setup, Conversation conversation, ReceivedCalls<C> calls) {
		this.setup = setup;
		this.at = setup;
		this.conversation = conversation;
		this.calls = calls;
		this.server = new TesterServer(conversation, setup);
	}

	<T> void set(ContextKey<T> key, T value) {
		this.values.put(key, value);
	}

	void identify(@Nullable Principal principal) {
		this.identity.set(principal);
	}

	void connect(UnaryOperator<SocketRequest<S, C>> request) {
		try {
			open(request);
		}
		catch (SocketException ex) {
			throw failure("connect()", "the server to accept", ex.toString(), ex);
		}
	}

	<E extends SocketException> E connectFails(UnaryOperator<SocketRequest<S, C>> request, Class<E> type) {
		String actual;
		try {
			open(request);
			actual = awaitRejection();
		}
		catch (SocketException ex) {
			if (!type.isInstance(ex)) {
				throw failure("connectFails(" + type.getSimpleName() + ".class)", type.getSimpleName(), ex.toString(),
						ex);
			}
			if (ex.getCause() instanceof SocketClosedException closed) {
				this.rejection = closed.reason();
			}
			return type.cast(ex);
		}
		throw failure("connectFails(" + type.getSimpleName() + ".class)", type.getSimpleName(), actual, null);
	}

	// In a dialect without a handshake, a rejection closes an open connection.
	private String awaitRejection() {
		if (this.setup.contract().dialect().hasHandshake()) {
			return "the server accepted";
		}
		CloseReason reason = awaitClose(get("connectFails(...)"), "connectFails(...)");
		if (reason.cause().orElse(null) instanceof SocketException rejection) {
			throw rejection;
		}
		return "the connection closed: " + reason;
	}

	private void open(UnaryOperator<SocketRequest<S, C>> request) {
		if (this.connection != null && this.connection.isOpen()) {
			throw new IllegalStateException(
					"This tester is already connected: call disconnect() first, or connect another()");
		}
		leave();
		this.rejection = null;
		this.generation = this.calls.begin();
		TesterSetup.Target target = this.at.target().apply(this.identity.current());
		adopt(isResumable() ? openClient(request, target) : open(request, target));
	}

	private boolean isResumable() {
		return this.setup.contract().resume().isPresent();
	}

	private SocketConnection<S> openClient(UnaryOperator<SocketRequest<S, C>> request, TesterSetup.Target target) {
		TesterClient<S, C> client = new TesterClient<>(this.setup, this.conversation, this.server,
				this.calls.implementation(), request, target);
		this.client = client;
		try {
			return await(client.connect(), target);
		}
		catch (RuntimeException | Error ex) {
			leave();
			throw ex;
		}
	}

	private void leave() {
		TesterClient<S, C> client = this.client;
		this.client = null;
		if (client != null) {
			client.close();
		}
	}

	private void adopt(SocketConnection<S> opened) {
		this.connection = opened;
		this.server.accepted();
		this.values.forEach((key, value) -> setOn(opened, key, value));
		opened.onError((ex) -> this.conversation.fault("The test's own side failed: " + ex));
		opened.onClose((reason) -> {
			if (!this.resuming && this.connection == opened) {
				this.calls.end(this.generation, "the connection closed: " + reason);
			}
		});
	}

	private SocketConnection<S> open(UnaryOperator<SocketRequest<S, C>> request, TesterSetup.Target target) {
		TesterPrincipals.Pass pass = target.pass();
		SocketPool pool = this.setup.pool(this.conversation.wire().tap(target.client()), this.conversation);
		SocketRequest<S, C> complete = request.apply(SocketRequest.to(this.setup.contract()).url(target.url()))
			.handler(this.calls.implementation());
		return await(
				pool.getOrConnect(
						(pass != null) ? complete.upgradeHeader(TesterPrincipals.HEADER, pass.id()) : complete),
				target);
	}

	@SuppressWarnings("unchecked")
	private static <T> void setOn(SocketConnection<?> connection, ContextKey<T> key, Object value) {
		connection.set(key, (T) value);
	}

	private SocketConnection<S> await(Mono<SocketConnection<S>> connecting, TesterSetup.Target target) {
		TesterScope scope = new TesterScope(Map.copyOf(this.values));
		try {
			return scope.await(connecting, this.conversation, this.setup.contract().name());
		}
		finally {
			if (target.pass() != null) {
				target.pass().withdraw();
			}
		}
	}

	/**
	 * Return the connection, open or closed.
	 * @param caller the method that needs it
	 */
	SocketConnection<S> get(String caller) {
		if (this.connection == null) {
			throw new IllegalStateException(caller + " needs a connection: call connect() first");
		}
		return this.connection;
	}

	/**
	 * Return the connection, which must be open, or detached so that calls wait.
	 * @param caller the method that needs it
	 */
	SocketConnection<S> open(String caller) {
		SocketConnection<S> connection = get(caller);
		if (!connection.isOpen() && !isDetached(connection)) {
			throw failure(caller, "an open connection", Objects.toString(this.calls.ended(), "it is closing"), null);
		}
		return connection;
	}

	void disconnect() {
		SocketConnection<S> connection = get("disconnect()");
		if (connection.isOpen()) {
			this.conversation.settle();
		}
		if (this.client != null) {
			leave();
		}
		else {
			connection.close();
		}
		awaitClose(connection, "disconnect()");
	}

	void drop() {
		SocketConnection<S> connection = get("drop()");
		TesterClient<S, C> client = this.client;
		if (client != null && !isDetached(connection)) {
			client.stay();
		}
		else {
			leave();
		}
		this.conversation.wire().cut();
		awaitClose(connection, "drop()");
	}

	private static boolean isDetached(SocketConnection<?> connection) {
		return connection.status().state() == SocketConnection.State.DETACHED;
	}

	void cut() {
		client("cut()").cut(get("cut()"));
	}

	TesterClient<S, C> client(String caller) {
		if (!isResumable()) {
			throw new IllegalStateException(caller + " needs a contract that can be resumed: add .resume() to "
					+ this.setup.contract() + ", or use drop() and connect()");
		}
		TesterClient<S, C> client = this.client;
		if (client == null || !client.mayConnectAgain()) {
			throw new IllegalStateException(caller
					+ " needs a client that may come back, not one after disconnect() or drop(): call connect()");
		}
		return client;
	}

	void expire() {
		client("expire()").expire();
	}

	SocketResume resume(String caller, @Nullable TesterSetup<S, C> other) {
		SocketConnection<S> before = get(caller);
		TesterClient<S, C> client = client(caller);
		if (before.isOpen()) {
			throw new IllegalStateException(caller + " needs a connection that has lost its socket: call cut() first");
		}
		if (other != null) {
			this.at = other;
			this.server.use(other);
		}
		this.rejection = null;
		this.resuming = true;
		try {
			TesterSetup.Target target = this.at.target().apply(this.identity.current());
			this.calls.goOn();
			SocketConnection<S> after = await(client.connectAgain(target), target);
			if (after != before) {
				adopt(after);
			}
			return new SocketResume(this.conversation, this.setup.contract(), client.verdict(), after == before);
		}
		catch (SocketException ex) {
			this.calls.end(this.generation, caller + " failed: " + ex);
			throw failure(caller, "the server to accept", ex.toString(), ex);
		}
		finally {
			this.resuming = false;
		}
	}

	CloseReason closedWith(int code) {
		CloseReason reason = (this.rejection != null) ? this.rejection
				: awaitClose(get("closedWith(" + code + ")"), "closedWith(" + code + ")");
		if (reason.code() != code) {
			throw failure("closedWith(" + code + ")", "a close with " + code, reason.toString(), null);
		}
		return reason;
	}

	private CloseReason awaitClose(SocketConnection<S> connection, String subject) {
		try {
			return connection.closed().toFuture().get(this.conversation.timeout().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			throw failure(subject, "a close",
					isDetached(connection) ? "the connection has lost its socket, and waits for resume()"
							: "the connection is open after " + this.conversation.timeout(),
					ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for a close", ex);
		}
	}

	/**
	 * Wait until what was sent so far has arrived, if the connection is open.
	 */
	void settle() {
		if (this.connection != null && this.connection.isOpen()) {
			this.conversation.settle();
		}
	}

	/**
	 * Close the connection, in order if no fault is active, and discard it.
	 */
	void reset() {
		SocketConnection<S> connection = this.connection;
		this.connection = null;
		this.rejection = null;
		this.values.clear();
		this.identity.reset();
		if (connection != null && connection.isOpen() && !this.conversation.wire().faults().isActive()) {
			connection.close();
			connection.closed().timeout(this.conversation.patience()).onErrorComplete().block();
		}
		leave();
		this.conversation.wire().cut();
		this.server.reset(this.setup);
		this.at = this.setup;
	}

	private AssertionError failure(String subject, String expected, String actual, @Nullable Throwable cause) {
		return this.conversation.failure(this.setup.contract().name() + " " + subject, expected, actual, cause);
	}

}
