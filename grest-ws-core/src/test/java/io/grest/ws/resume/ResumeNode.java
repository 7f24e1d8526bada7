package io.grest.ws.resume;

import java.time.Duration;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.ReactiveSocketHandler;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketServer;

/**
 * A server with its connections and sessions. All share a secret.
 */
final class ResumeNode {

	private final ActiveConnections connections = new ActiveConnections(ActiveConnections.Limits.NONE);

	private final ResumableSessions sessions = new ResumableSessions(ResumableSessions.Limits.DEFAULTS,
			"the secret of all nodes");

	private final SocketServer<ResumeApi.Server, ResumeApi.Client> server;

	private boolean dead;

	ResumeNode(ReactiveSocketHandler<ResumeApi.Server, ResumeApi.Client> handler, ConnectionOptions options) {
		this.server = SocketServer.ofReactive(ResumeApi.CONTRACT, handler)
			.options(options)
			.connections(this.connections)
			.sessions(this.sessions)
			.build();
	}

	void open(Wire wire) {
		this.server.handle(wire.server).subscribe();
	}

	/** End the sessions without a socket, as their time to live does. */
	void expire() {
		this.sessions.endAway();
	}

	boolean isLeaving() {
		return this.connections.isDraining();
	}

	/** Stop in order. */
	void leave() {
		this.connections.drain(Duration.ZERO, Duration.ofSeconds(20)).subscribe();
	}

	/** Die, so that nothing of it is ever heard again. */
	void kill() {
		this.dead = true;
	}

	boolean isDead() {
		return this.dead;
	}

}
