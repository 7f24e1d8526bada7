package io.grest.ws.internal;

/**
 * Names of loggers. They are named by role, so that they do not change with classes.
 *
 * @since 0.1.0
 */
public final class Loggers {

	/**
	 * Endpoints: their start and stop, upgrades and handshakes.
	 */
	public static final String SERVER = "io.grest.ws.server";

	/**
	 * Clients: their state, and why they connect again or not.
	 */
	public static final String CLIENT = "io.grest.ws.client";

	/**
	 * Connections of either side, and their calls.
	 */
	public static final String CONNECTION = "io.grest.ws.connection";

	/**
	 * The frames of connections of either side.
	 */
	public static final String FRAMES = "io.grest.ws.frames";

	/**
	 * Observations that fail.
	 */
	public static final String OBSERVATION = "io.grest.ws.observation";

	private Loggers() {
	}

}
