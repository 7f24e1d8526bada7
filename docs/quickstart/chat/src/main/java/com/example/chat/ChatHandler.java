package com.example.chat;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.example.chat.ChatClient.Message;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.connection.SocketGroup;
import io.grest.ws.error.ExistsException;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.server.SocketHandler;

import org.springframework.stereotype.Component;

/**
 * The server's side of the chat.
 */
@Component
class ChatHandler implements SocketHandler<ChatServer, ChatClient> {

	private final Set<String> names = ConcurrentHashMap.newKeySet();

	private final SocketGroup<ChatClient> guests = SocketGroup.of(ChatClient.class);

	@Override
	public ChatServer connect(SocketConnection<ChatClient> connection) {
		return new Guest(connection);
	}

	// One for each connection. Its calls run one at a time, so its fields need no lock.
	private final class Guest implements ChatServer {

		private final SocketConnection<ChatClient> connection;

		private String name;

		Guest(SocketConnection<ChatClient> connection) {
			this.connection = connection;
		}

		@Override
		public int join(String name) {
			if (this.name != null) {
				throw new ExistsException("You are here as " + this.name);
			}
			if (!ChatHandler.this.names.add(name)) {
				throw new ExistsException("Somebody else is " + name);
			}
			this.name = name;
			this.connection.onClose((reason) -> leave());
			ChatHandler.this.guests.add(this.connection);
			ChatHandler.this.guests.except(this.connection).joined(name);
			return ChatHandler.this.guests.size();
		}

		@Override
		public Message say(String text) {
			if (this.name == null) {
				throw new ForbiddenException("Join before you speak");
			}
			Message message = new Message(this.name, text, Instant.now());
			ChatHandler.this.guests.remote().said(message);
			return message;
		}

		private void leave() {
			ChatHandler.this.names.remove(this.name);
			ChatHandler.this.guests.remote().left(this.name);
		}

	}

}
