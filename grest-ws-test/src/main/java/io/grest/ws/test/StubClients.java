package io.grest.ws.test;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.internal.call.GroupMember;
import io.grest.ws.internal.session.ConnectionAccess;
import io.grest.ws.internal.wire.TopicNames;
import io.grest.ws.server.ResumableSessions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.util.unit.DataSize;

/**
 * Clients of a server stub: their connections, and those whose socket the test has cut.
 */
final class StubClients<C> implements HandshakeInterceptor {

	private static final Principal CLIENT = () -> "client";

	private static final int MANY = 10_000;

	// Of a topic without messages.
	private static final String START = "0.000000";

	private final SocketContract<?, C> contract;

	private final Conversation conversation;

	private final List<SocketConnection<C>> all = new CopyOnWriteArrayList<>();

	private final List<SocketConnection<C>> cut = new CopyOnWriteArrayList<>();

	// The outcome of the next handshake.
	private volatile Mono<Void> admission = Mono.empty();

	// Completes while clients may come back.
	private volatile Mono<Void> gate = Mono.empty();

	StubClients(SocketContract<?, C> contract, Conversation conversation) {
		this.contract = contract;
		this.conversation = conversation;
	}

	/**
	 * Return sessions for clients that are one user or one address.
	 */
	static ResumableSessions sessions() {
		return new ResumableSessions(new ResumableSessions.Limits(ResumableSessions.Limits.DEFAULTS.ttl(), MANY, MANY,
				DataSize.ofMegabytes(64)));
	}

	/**
	 * Add a client until it has closed.
	 */
	void connected(SocketConnection<C> connection, ReceivedCalls<?> calls) {
		calls.change(() -> this.all.add(connection));
		connection.onClose((reason) -> calls.change(() -> this.all.remove(connection)));
		connection.onError((ex) -> this.conversation.fault("The test's own side failed: " + ex));
	}

	List<SocketConnection<C>> all() {
		return this.all;
	}

	long open() {
		return this.all.stream().filter(SocketConnection::isOpen).count();
	}

	/**
	 * Authenticate a client whose contract lets users go on only, and wait while the
	 * sockets are being cut.
	 */
	@Override
	public Mono<Void> process(ServerHandshake handshake) {
		boolean isForUsers = this.contract.resume().filter((resume) -> !resume.isForAnonymous()).isPresent();
		if (isForUsers && !handshake.isRefresh() && handshake.principal().isEmpty()) {
			handshake.authenticate(CLIENT, null);
		}
		return this.gate.then(this.admission);
	}

	void admission(Mono<Void> admission) {
		this.admission = admission;
	}

	/**
	 * Wait until at least a number of clients are connected.
	 */
	void await(int clients) {
		if (!this.conversation.until(() -> open() >= clients, this.conversation.timeout())) {
			throw failure("awaitClients(" + clients + ")", clients + " clients",
					open() + " within " + this.conversation.timeout());
		}
	}

	/**
	 * Return the client that connected last.
	 * @param caller the method that needs it
	 */
	SocketConnection<C> last(String caller) {
		if (this.all.isEmpty()) {
			throw new IllegalStateException(
					caller + " needs a client: connect one, and wait for it with awaitClients(1)");
		}
		return this.all.get(this.all.size() - 1);
	}

	/**
	 * Cut the sockets of all clients, and wait until the server has noticed.
	 */
	void cut() {
		require("cut()");
		List<SocketConnection<C>> open = this.all.stream().filter(SocketConnection::isOpen).toList();
		if (open.isEmpty()) {
			throw new IllegalStateException("cut() needs a client: connect one, and wait for it with awaitClients(1)");
		}
		this.cut.clear();
		this.cut.addAll(open);
		atOnce(() -> noticed("cut()"));
	}

	/**
	 * Cut the sockets of all clients, and end their sessions.
	 */
	void lose(ResumableSessions sessions) {
		require("loseSession()");
		List<SocketConnection<C>> lost = List.copyOf(this.all);
		this.cut.clear();
		atOnce(() -> {
			noticed("loseSession()");
			// A session that is detached is among those that can be ended a moment later.
			if (!this.conversation.until(() -> {
				sessions.endAway();
				return lost.stream().allMatch(ConnectionAccess::isClosed);
			})) {
				throw failure("loseSession()", "the sessions to end", "they have not in time");
			}
		});
	}

	/**
	 * Tell all clients that a topic has a gap.
	 */
	void loseTopic(String topic, String reason) {
		require("loseTopic(...)");
		last("loseTopic(...)");
		this.all.forEach((client) -> ((GroupMember) client).sendPosition(TopicNames.encode(this.contract.name(), topic),
				START, Map.of("recovered", false, "why", reason)));
	}

	private void require(String caller) {
		if (this.contract.resume().isEmpty()) {
			throw new IllegalStateException(caller + " needs a contract that can be resumed: add .resume() to "
					+ this.contract + ", or use drop()");
		}
	}

	// No client comes back meanwhile. The session of one that was not heard would end.
	private void atOnce(Runnable noticed) {
		Sinks.Empty<Void> done = Sinks.empty();
		this.gate = done.asMono();
		try {
			this.conversation.wire().settle(this.conversation.patience());
			this.conversation.wire().cut();
			noticed.run();
		}
		finally {
			this.gate = Mono.empty();
			done.tryEmitEmpty();
		}
	}

	private void noticed(String caller) {
		if (!this.conversation.until(() -> open() == 0)) {
			throw failure(caller, "the server to notice", "it has not within " + this.conversation.patience());
		}
	}

	/**
	 * Wait until the clients whose sockets were cut have come back with their sessions.
	 */
	void awaitResumed() {
		require("awaitResumed()");
		if (this.cut.isEmpty()) {
			throw new IllegalStateException(
					"awaitResumed() needs clients that have lost their socket: call cut() first");
		}
		this.conversation.until(
				() -> back() == this.cut.size() || this.cut.stream().anyMatch(ConnectionAccess::isClosed),
				this.conversation.timeout());
		if (back() < this.cut.size()) {
			throw failure("awaitResumed()", this.cut.size() + " clients with their sessions",
					this.cut.stream().anyMatch(ConnectionAccess::isClosed)
							? "a session has ended: the client did not offer to go on, or lost it by loseSession()"
							: back() + " within " + this.conversation.timeout()
									+ ": let the client reconnect sooner, or set timeout(...)");
		}
		this.cut.clear();
	}

	private long back() {
		return this.cut.stream().filter(SocketConnection::isOpen).count();
	}

	void reset() {
		this.cut.clear();
	}

	private AssertionError failure(String subject, String expected, String actual) {
		return this.conversation.failure(this.contract.name() + " " + subject, expected, actual, null);
	}

}
