package io.grest.ws.server;

import java.time.Duration;
import java.util.List;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.session.ConnectionAccess;
import io.grest.ws.protocol.SocketCloseStatus;

import org.springframework.util.Assert;

/**
 * Connections of one user to this server. Safe to use from any thread.
 *
 * @since 0.1.0
 */
public final class UserConnections {

	private static final Duration TO_RENEW = Duration.ofSeconds(10);

	private final ActiveConnections all;

	private final String name;

	UserConnections(ActiveConnections all, String name) {
		Assert.hasText(name, "Name of a user must not be empty");
		this.all = all;
		this.name = name;
	}

	/**
	 * Return the connections of the user: those whose {@code principal()} has this name.
	 * @return the connections at present
	 */
	public List<SocketConnection<?>> connections() {
		return this.all.connections()
			.stream()
			.<SocketConnection<?>>filter((connection) -> connection.principal()
				.filter((principal) -> principal.getName().equals(this.name))
				.isPresent())
			.toList();
	}

	/**
	 * Close the connections of the user, and reject its handshakes that have begun. A
	 * client of this library that is closed with 4003 connects again, once, with new
	 * credentials.
	 * @param code 4003 for revoked rights, or another code from 4000 to 4999
	 * @param reason a text of at most 123 bytes of UTF-8
	 * @return the number of connections that were closed
	 * @throws IllegalArgumentException if the code or the reason is out of range
	 */
	public int close(int code, String reason) {
		SocketCloseStatus.ofApplication(code, reason);
		this.all.endHandshakes(this.name);
		List<SocketConnection<?>> connections = connections();
		connections.forEach((connection) -> connection.close(code, reason));
		return connections.size();
	}

	/**
	 * Ask for new credentials within 10 s. A connection without new ones by then is
	 * closed with 4003, and at once if its client has not the extension
	 * <em>credentials</em>.
	 * @return the number of connections that were asked or closed
	 */
	public int refresh() {
		List<SocketConnection<?>> connections = connections();
		connections.forEach((connection) -> ConnectionAccess.askForCredentials(connection, TO_RENEW));
		return connections.size();
	}

}
