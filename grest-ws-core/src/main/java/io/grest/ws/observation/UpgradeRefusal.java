package io.grest.ws.observation;

/**
 * Reason for which an upgrade request was refused.
 *
 * @since 0.1.0
 */
public enum UpgradeRefusal {

	/**
	 * The server is draining its connections.
	 */
	DRAINING,

	/**
	 * An HTTP version without upgrades.
	 */
	HTTP_VERSION,

	/**
	 * A WebSocket version other than 13.
	 */
	WEBSOCKET_VERSION,

	/**
	 * A missing or malformed {@code Sec-WebSocket-Key}.
	 */
	KEY,

	/**
	 * An origin that is not allowed.
	 */
	ORIGIN,

	/**
	 * A server at its limit of connections.
	 */
	TOO_MANY_CONNECTIONS,

	/**
	 * A server at its limits of set-ups. The client is to come back later.
	 */
	TOO_MANY_SET_UPS

}
