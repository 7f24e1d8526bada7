package io.grest.ws.conformance;

import java.time.Duration;
import java.util.UUID;

import io.grest.ws.conformance.ChatApi.JoinRoom;
import io.grest.ws.conformance.ChatApi.Joined;
import io.grest.ws.conformance.ChatApi.MarkAsRead;
import io.grest.ws.conformance.ChatApi.Message;
import io.grest.ws.conformance.ChatApi.RoomQuery;
import io.grest.ws.conformance.ChatApi.SendMessageRequest;
import io.grest.ws.conformance.ChatApi.SendMessageResponse;
import io.grest.ws.conformance.ChatApi.Slow;
import io.grest.ws.conformance.ChatApi.Typing;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotFoundException;
import io.grest.ws.server.SocketHandler;
import reactor.core.publisher.Mono;

/**
 * Handles the chat at all its paths. Whoever is connected to one instance hears the
 * messages of all others.
 */
public final class ChatService implements SocketHandler<ChatServer, ChatClient> {

	private final SocketGroup<ChatClient> everyone = SocketGroup.of(ChatClient.class);

	@Override
	public ChatServer connect(SocketConnection<ChatClient> connection) {
		String room = connection.pathVariables().get("room");
		if (room != null) {
			connection.remote().typing(new Typing(connection.query(RoomQuery.class).token(), room));
			if (room.equals("crash")) {
				throw crash();
			}
		}
		this.everyone.add(connection);
		return new Connected(this.everyone, connection);
	}

	private static RuntimeException crash() {
		return new IllegalStateException("secret-detail");
	}

	/**
	 * The chat, for one client.
	 */
	private record Connected(SocketGroup<ChatClient> everyone,
			SocketConnection<ChatClient> connection) implements ChatServer {

		@Override
		public Mono<SendMessageResponse> sendMessage(SendMessageRequest request) {
			if (request.channelId().equals("broken")) {
				return Mono.just(new SendMessageResponse(true, ""));
			}
			String id = UUID.randomUUID().toString();
			this.everyone.remote()
				.newMessage(new Message(id, request.text(), this.connection.id(), System.currentTimeMillis()));
			return Mono.just(new SendMessageResponse(true, id));
		}

		@Override
		public Mono<Joined> joinRoom(JoinRoom request) {
			return switch (request.roomId()) {
				case "full" -> Mono.error(new RoomFullException(new RoomFullException.Details(2)));
				case "missing" -> Mono.error(new NotFoundException());
				case "forbidden" -> Mono.error(new ForbiddenException());
				case "crash" -> throw crash();
				default -> Mono.just(new Joined(true));
			};
		}

		@Override
		public Mono<Slow> slow(Slow request) {
			return Mono.delay(Duration.ofMillis(request.millis())).thenReturn(request);
		}

		@Override
		public Mono<Boolean> check() {
			return this.connection.remote().areYouThere();
		}

		@Override
		public void markAsRead(MarkAsRead message) {
		}

		@Override
		public void ping() {
		}

	}

}
