package io.grest.ws.demo.chat;

import io.grest.ws.connection.SocketConnection;
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

	private final ThisNode node;

	ChatService(Rooms rooms, ThisNode node) {
		this.rooms = rooms;
		this.node = node;
	}

	@Override
	public ChatServer connect(SocketConnection<ChatClient> connection) {
		String name = connection.principal().orElseThrow().getName();
		connection.onClose((reason) -> logger.debug(name + " left: " + reason));
		return new Guest(name, connection, this.rooms, this.node);
	}

}
