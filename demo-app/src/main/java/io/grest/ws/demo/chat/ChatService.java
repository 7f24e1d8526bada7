package io.grest.ws.demo.chat;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.demo.login.AuthInterceptor;
import io.grest.ws.demo.login.User;
import io.grest.ws.server.SocketHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.stereotype.Component;

/**
 * Handler of the contract, with a {@link Guest} for each connection.
 */
@Component
class ChatService implements SocketHandler<ChatServer, ChatClient> {

	private static final Log logger = LogFactory.getLog(ChatService.class);

	private final Rooms rooms;

	ChatService(Rooms rooms) {
		this.rooms = rooms;
	}

	@Override
	public ChatServer connect(SocketConnection<ChatClient> connection) {
		User user = connection.get(AuthInterceptor.USER);
		connection.onClose((reason) -> logger.debug(user.name() + " left: " + reason));
		return new Guest(user, connection, this.rooms);
	}

}
