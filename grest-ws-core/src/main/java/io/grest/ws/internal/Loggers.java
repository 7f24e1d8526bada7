package io.grest.ws.internal;

/**
 * Names of loggers, which follow roles so that they do not change with classes.
 *
 * @since 0.1.0
 */
public final class Loggers {

	/**
	 * Logger of endpoints: start and stop, upgrades and handshakes.
	 */
	public static final String SERVER = "io.grest.ws.server";

	/**
	 * Logger of clients: state, and reasons to reconnect or not.
	 */
	public static final String CLIENT = "io.grest.ws.client";

	/**
	 * Logger of connections of either side, and of their calls.
	 */
	public static final String CONNECTION = "io.grest.ws.connection";

	/**
	 * Logger of frames of either side.
	 */
	public static final String FRAMES = "io.grest.ws.frames";

	/**
	 * Logger of topics and of nodes.
	 */
	public static final String TOPICS = "io.grest.ws.topics";

	/**
	 * Logger of failed observations.
	 */
	public static final String OBSERVATION = "io.grest.ws.observation";

	/**
	 * Logger of what cannot be registered for native images, when an application is
	 * built.
	 */
	public static final String AOT = "io.grest.ws.aot";

	private Loggers() {
	}

}
