package io.grest.ws.test.sample;

import java.util.Locale;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.server.SocketHandler;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

/**
 * Does what it is told.
 */
@Component
public class ChatService implements SocketHandler<ChatServer, ChatClient> {

	@Override
	public ChatServer connect(SocketConnection<ChatClient> connection) {
		return new Guest(connection);
	}

	private record Guest(SocketConnection<ChatClient> connection) implements ChatServer {

		@Override
		public Mono<Reply> say(Say say) {
			if (say.text().equals("full")) {
				throw new RoomFullException(new RoomFullException.Details(2));
			}
			Locale locale = this.connection.query(ChatQuery.class).lang();
			return Mono.just(new Reply(true, say.text(), new Detail(say.text().length(), String.valueOf(locale))));
		}

		@Override
		public Mono<Void> note(Say say) {
			return Mono.fromRunnable(() -> shout(say));
		}

		@Override
		public Mono<Boolean> askMe() {
			return this.connection.remote().areYouThere();
		}

		@Override
		public Mono<Reply> hang() {
			return Mono.never();
		}

		@Override
		public void shout(Say say) {
			for (String word : say.text().split(" ")) {
				this.connection.remote().newMessage(new ChatClient.Message(word));
			}
		}

		@Override
		public void leave(Leave leave) {
			this.connection.close(leave.code(), leave.reason());
		}

		@Override
		public void ping() {
			this.connection.remote().typing(new ChatClient.Typing("server"));
		}

	}

}
