package io.grest.ws.connection;

import io.grest.ws.context.ContextKey;
import io.grest.ws.context.SocketMessage;

/**
 * Context keys that are set for every connection and every message.
 *
 * @since 0.1.0
 */
public final class SocketContext {

	/**
	 * The connection that the code runs for.
	 */
	public static final ContextKey<SocketConnection<?>> CONNECTION = ContextKey.of("connection", connectionType());

	/**
	 * The message that the code runs for. Not set while a connection is being accepted.
	 */
	public static final ContextKey<SocketMessage> MESSAGE = SocketMessage.KEY;

	private SocketContext() {
	}

	@SuppressWarnings("unchecked")
	private static Class<SocketConnection<?>> connectionType() {
		return (Class<SocketConnection<?>>) (Class<?>) SocketConnection.class;
	}

}
