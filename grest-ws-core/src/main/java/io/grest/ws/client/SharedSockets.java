package io.grest.ws.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.grest.ws.client.SharedSocket.Member;
import io.grest.ws.connection.SocketConnection;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Sockets of a pool, each shared by connections of different contracts. Safe to use from
 * any thread.
 */
final class SharedSockets {

	// Several for one key, if a contract has several connections. Guarded by this.
	private final Map<PoolKey, List<SharedSocket>> sockets = new HashMap<>();

	/**
	 * Connect: join a socket that is there, or open one.
	 * @param opening the opening of the connection
	 * @return the open connection. Cancelling it before leaves the socket; cancelling it
	 * later has no effect
	 */
	<S, C> Mono<SocketConnection<S>> connect(Opening<S, C> opening) {
		PoolKey key = opening.socketKey();
		return (key != null) ? Mono.deferContextual((caller) -> connect(key, opening, caller)) : opening.connect(null);
	}

	private <S, C> Mono<SocketConnection<S>> connect(PoolKey key, Opening<S, C> opening, ContextView caller) {
		Place place = place(key, opening);
		Member member = place.member();
		Mono<SocketConnection<S>> connected = place.socket()
			.connection()
			.map((first) -> opening.connection(first, place.isNew() ? null : member))
			.doOnError((ex) -> member.leave())
			.doOnCancel(member::leave);
		if (place.isNew()) {
			// Who waits is there before the first message.
			return Mono.create((sink) -> {
				Disposable waiting = connected.subscribe(sink::success, sink::error);
				// Also a connection that the sink takes no more at this moment.
				sink.onCancel(() -> {
					waiting.dispose();
					place.socket().abandon(member);
				});
				place.socket().open(member, opening.connect(member).contextWrite(caller));
			});
		}
		// Another's failure, perhaps of its credentials, says nothing about this one.
		return connected.onErrorResume((ex) -> connect(key, opening, caller));
	}

	private synchronized Place place(PoolKey key, Opening<?, ?> opening) {
		List<SharedSocket> there = this.sockets.computeIfAbsent(key, (absent) -> new ArrayList<>(1));
		for (SharedSocket socket : there) {
			Member member = enter(socket, opening);
			if (member != null) {
				return new Place(socket, member, false);
			}
		}
		SharedSocket socket = new SharedSocket((gone) -> remove(key, gone));
		there.add(socket);
		Member member = enter(socket, opening);
		if (member == null) {
			throw new IllegalStateException("A new socket has no members");
		}
		return new Place(socket, member, true);
	}

	private static @Nullable Member enter(SharedSocket socket, Opening<?, ?> opening) {
		return socket.enter(opening.request().contract().name(), opening.renewed());
	}

	private synchronized void remove(PoolKey key, SharedSocket gone) {
		this.sockets.computeIfPresent(key, (present, sockets) -> {
			sockets.remove(gone);
			return sockets.isEmpty() ? null : sockets;
		});
	}

	/**
	 * Let no connection join the socket of a connection any more.
	 */
	void retire(SocketConnection<?> connection) {
		List<SharedSocket> retired;
		synchronized (this) {
			retired = this.sockets.values()
				.stream()
				.flatMap(List::stream)
				.filter((socket) -> socket.has(connection))
				.toList();
		}
		retired.forEach(SharedSocket::close);
	}

	/**
	 * Place of a connection.
	 *
	 * @param socket the socket
	 * @param member the membership in it
	 * @param isNew whether the member is to open it
	 */
	private record Place(SharedSocket socket, Member member, boolean isNew) {

	}

}
