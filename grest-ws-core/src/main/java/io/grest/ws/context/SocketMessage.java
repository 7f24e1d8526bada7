package io.grest.ws.context;

/**
 * Message that is being handled.
 *
 * @param path the path of the called method, {@code ContractName.methodName}
 * @since 0.1.0
 */
public record SocketMessage(String path) {

	/**
	 * Key of the message in the context of its handler.
	 */
	public static final ContextKey<SocketMessage> KEY = ContextKey.of("message", SocketMessage.class);

}
