package io.grest.ws.samples.security;

import io.grest.ws.server.ActiveConnections;

import org.springframework.stereotype.Service;

/**
 * Sample of the end of a user's rights.
 */
@Service
class Revocation {

	private final ActiveConnections connections;

	Revocation(ActiveConnections connections) {
		this.connections = connections;
	}

	void lock(String user) {
		this.connections.user(user).close(4003, "Revoked");
	}

	void changeRoles(String user) {
		this.connections.user(user).refresh();
	}

}
