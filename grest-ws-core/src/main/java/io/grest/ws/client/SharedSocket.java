package io.grest.ws.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.session.ConnectionAccess;
import io.grest.ws.internal.session.Membership;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Socket that is being opened or is open, with its members: one connection for each
 * contract. It ends with the last of them. Safe to use from any thread.
 */
final class SharedSocket {

	private final Consumer<SharedSocket> whenGone;

	private final Sinks.One<SocketConnection<?>> opened = Sinks.one();

	private final Disposable.Swap opening = Disposables.swap();

	// The latest comes last. Guarded by this.
	private final List<Member> members = new ArrayList<>();

	// No more members are admitted. Guarded by this.
	private boolean closed;

	private volatile @Nullable SocketConnection<?> connection;

	/**
	 * Create a socket, not opened yet.
	 * @param whenGone is called when no more members are admitted, perhaps several times
	 */
	SharedSocket(Consumer<SharedSocket> whenGone) {
		this.whenGone = whenGone;
	}

	/**
	 * Admit a member.
	 * @param contract the name of its contract
	 * @param renewed makes its headers anew, or {@code null} if they stay the same
	 * @return the member, or {@code null} if the socket closes, or has one of this
	 * contract
	 */
	synchronized @Nullable Member enter(String contract, @Nullable Mono<Map<String, String>> renewed) {
		SocketConnection<?> connection = this.connection;
		if (this.closed || (connection != null && !ConnectionAccess.isJoinable(connection))
				|| this.members.stream().anyMatch((member) -> member.contract.equals(contract))) {
			return null;
		}
		Member member = new Member(contract, renewed);
		this.members.add(member);
		return member;
	}

	/**
	 * Open the socket.
	 * @param opener the member that opens it
	 * @param connect opens its connection when subscribed to
	 */
	void open(Member opener, Mono<? extends SocketConnection<?>> connect) {
		// Seen by the operator in any case: a subscriber that is disposed of drops it.
		this.opening.update(connect.doOnNext((connection) -> opened(opener, connection)).subscribe(null, this::failed));
	}

	private void opened(Member opener, SocketConnection<?> connection) {
		this.connection = connection;
		this.opened.tryEmitValue(connection);
		if (opener.hasLeft()) {
			connection.close();
		}
	}

	private void failed(Throwable ex) {
		close();
		this.opened.tryEmitError(ex);
	}

	/**
	 * Admit no more members.
	 */
	void close() {
		synchronized (this) {
			this.closed = true;
		}
		this.whenGone.accept(this);
	}

	/**
	 * Return a connection of the socket, once it is open.
	 */
	Mono<SocketConnection<?>> connection() {
		return this.opened.asMono();
	}

	/**
	 * Return whether a connection is one of this socket.
	 */
	boolean has(SocketConnection<?> connection) {
		SocketConnection<?> first = this.connection;
		return first != null && first.id().equals(connection.id());
	}

	/**
	 * Return the headers of the latest member that makes its own anew.
	 */
	private synchronized Mono<Map<String, String>> latestHeaders() {
		for (int i = this.members.size() - 1; i >= 0; i--) {
			Mono<Map<String, String>> renewed = this.members.get(i).renewed;
			if (renewed != null) {
				return renewed;
			}
		}
		return Mono.error(() -> new IllegalStateException("No client is left that renews the credentials"));
	}

	private boolean leave(Member member) {
		boolean last;
		synchronized (this) {
			this.members.remove(member);
			last = this.members.isEmpty();
			this.closed |= last;
		}
		if (last) {
			this.whenGone.accept(this);
			if (this.connection == null) {
				this.opening.dispose();
			}
		}
		return last;
	}

	/**
	 * Handle that a member is not waited for any more. Without any other, the socket
	 * ends.
	 */
	void abandon(Member member) {
		boolean last = leave(member);
		// Written before the thread that opens asks whether its member has left.
		SocketConnection<?> connection = this.connection;
		if (last && connection != null) {
			connection.close();
		}
	}

	private synchronized boolean isMember(Member member) {
		return this.members.contains(member);
	}

	/**
	 * Membership of a connection.
	 */
	final class Member implements Membership {

		private final String contract;

		private final @Nullable Mono<Map<String, String>> renewed;

		private Member(String contract, @Nullable Mono<Map<String, String>> renewed) {
			this.contract = contract;
			this.renewed = renewed;
		}

		/**
		 * Return the headers to renew the credentials of the socket with: those of the
		 * latest member.
		 */
		Mono<Map<String, String>> headers() {
			return Mono.defer(SharedSocket.this::latestHeaders);
		}

		@Override
		public boolean leave() {
			return SharedSocket.this.leave(this);
		}

		private boolean hasLeft() {
			return !isMember(this);
		}

	}

}
