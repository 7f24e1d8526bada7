package io.grest.ws.context;

/**
 * A message being handled.
 *
 * @param path the method that it calls, {@code ContractName.methodName}
 * @since 0.1.0
 */
public record SocketMessage(String path) {

	/**
	 * Under which it is found in the context of its handler.
	 */
	public static final ContextKey<SocketMessage> KEY = ContextKey.of("message", SocketMessage.class);

}
