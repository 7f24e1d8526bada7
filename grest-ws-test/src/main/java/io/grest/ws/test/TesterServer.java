package io.grest.ws.test;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.server.ResumableSessions;

/**
 * Server of a tester whose contract can be resumed, as far as it is in this process: the
 * connections that the tester has had there.
 */
final class TesterServer {

	/**
	 * Header of the upgrade request, by which the connection is found.
	 */
	static final String HEADER = "Grest-Ws-Tester-Socket";

	private final Conversation conversation;

	private final List<Known> known = new ArrayList<>();

	private TesterSetup<?, ?> setup;

	private String id = "";

	TesterServer(Conversation conversation, TesterSetup<?, ?> setup) {
		this.conversation = conversation;
		this.setup = setup;
	}

	/**
	 * Use another server from now on.
	 */
	void use(TesterSetup<?, ?> setup) {
		this.setup = setup;
		this.conversation.peers(setup.connections());
	}

	/**
	 * Return the id of the next connection, for the header.
	 */
	String next() {
		this.id = UUID.randomUUID().toString();
		return this.id;
	}

	/**
	 * Remember the connection with the latest id, which the server has accepted.
	 */
	void accepted() {
		this.setup.connections()
			.get()
			.stream()
			.filter((connection) -> this.id.equals(connection.upgrade().headers().getFirst(HEADER)))
			.findFirst()
			.ifPresent((connection) -> this.known.add(new Known(connection, this.setup)));
	}

	/**
	 * Wait until the server has noticed that the client is away.
	 * @return {@code false} if it has not in time
	 */
	boolean awaitAway() {
		return await(() -> this.known.stream().noneMatch(Known::isThere));
	}

	/**
	 * End the sessions that the client is away from, and wait until they have ended.
	 * @return {@code false} if they have not in time
	 */
	boolean expire() {
		// A session that is detached is among those that can be ended a moment later.
		return await(() -> {
			this.known.forEach(Known::expire);
			return this.known.stream().noneMatch(Known::isAway);
		});
	}

	private boolean await(BooleanSupplier condition) {
		return this.conversation.until(condition);
	}

	/**
	 * Return whether the sessions of the server can be ended.
	 */
	boolean isInReach() {
		return !this.setup.sessions().get().isEmpty();
	}

	void reset(TesterSetup<?, ?> setup) {
		expire();
		this.known.clear();
		use(setup);
	}

	private record Known(SocketConnection<?> connection, TesterSetup<?, ?> setup) {

		SocketConnection.State state() {
			return this.connection.status().state();
		}

		boolean isThere() {
			return state().compareTo(SocketConnection.State.DETACHED) < 0;
		}

		boolean isAway() {
			return state() == SocketConnection.State.DETACHED && !this.setup.sessions().get().isEmpty();
		}

		void expire() {
			if (isAway()) {
				this.setup.sessions().get().forEach(ResumableSessions::endAway);
			}
		}

	}

}
