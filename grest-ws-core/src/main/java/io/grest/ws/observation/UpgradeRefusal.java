package io.grest.ws.observation;

/**
 * Why an upgrade request was refused.
 *
 * @since 0.1.0
 */
public enum UpgradeRefusal {

	/**
	 * The server is going away.
	 */
	DRAINING,

	/**
	 * An HTTP version that has no upgrade.
	 */
	HTTP_VERSION,

	/**
	 * A version of WebSocket other than 13.
	 */
	WEBSOCKET_VERSION,

	/**
	 * No {@code Sec-WebSocket-Key}, or one of the wrong form.
	 */
	KEY,

	/**
	 * A page of an origin that may not connect.
	 */
	ORIGIN,

	/**
	 * One connection too many.
	 */
	TOO_MANY_CONNECTIONS

}
