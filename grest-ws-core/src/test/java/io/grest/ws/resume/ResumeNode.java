package io.grest.ws.resume;

import java.time.Duration;
import java.util.Objects;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.ReactiveSocketHandler;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketServer;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.SocketTopics;
import org.jspecify.annotations.Nullable;

/**
 * A server with its connections and sessions. All share a secret.
 */
final class ResumeNode {

	private final ActiveConnections connections = new ActiveConnections(ActiveConnections.Limits.NONE);

	private final ResumableSessions sessions = new ResumableSessions(ResumableSessions.Limits.DEFAULTS,
			"the secret of all nodes");

	private final SocketServer<ResumeApi.Server, ResumeApi.Client> server;

	private boolean dead;

	private final int number;

	private final @Nullable SocketTopics topics;

	ResumeNode(ReactiveSocketHandler<ResumeApi.Server, ResumeApi.Client> handler, ConnectionOptions options) {
		this(0, handler, options, null);
	}

	/**
	 * Create a node.
	 * @param topics its topics, by which the client hears a room, or {@code null}
	 */
	ResumeNode(int number, ReactiveSocketHandler<ResumeApi.Server, ResumeApi.Client> handler, ConnectionOptions options,
			@Nullable SocketTopics topics) {
		this.number = number;
		this.topics = topics;
		SocketServer.Builder<ResumeApi.Server, ResumeApi.Client> server = SocketServer
			.ofReactive((topics != null) ? ResumeApi.WITH_ROOM : ResumeApi.CONTRACT, handler)
			.options(options)
			.connections(this.connections)
			.sessions(this.sessions);
		this.server = ((topics != null) ? server.topics(topics) : server).build();
	}

	int number() {
		return this.number;
	}

	void join(SocketConnection<ResumeApi.Client> connection) {
		if (this.topics != null) {
			room(this.topics).add(connection);
		}
	}

	void publish(int number) {
		room(Objects.requireNonNull(this.topics)).publish((client) -> client.published(number)).subscribe();
	}

	private static SocketTopic<ResumeApi.Client> room(SocketTopics topics) {
		return topics.sockets(ResumeApi.WITH_ROOM).topic("room");
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
