package io.grest.ws.topic;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.OneWay;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ErrorType;
import io.grest.ws.error.SocketException;
import io.grest.ws.server.NettyServer;
import io.grest.ws.server.RawSocket;
import io.grest.ws.server.SocketServer;
import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.TopicEngine;
import reactor.core.publisher.Mono;

/**
 * A node with a server of one contract, whose clients are raw sockets.
 */
public final class TopicNode implements AutoCloseable {

	static final Duration TIMEOUT = Duration.ofSeconds(10);

	public static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("Api", Server.class, Client.class)
		.path("/api/{user}")
		.topic("room:{room}", (topic) -> topic.history().presence(Guest.class))
		.topic("cursor:{doc}")
		.build();

	final SocketTopics topics;

	final Sockets<Client> sockets;

	final List<SocketConnection<Client>> connections = new CopyOnWriteArrayList<>();

	// Called for each client that connects.
	volatile Consumer<SocketConnection<Client>> connect = (connection) -> {
	};

	private final NettyServer server;

	// A client that nobody refers to is closed when memory is freed.
	private final List<RawSocket> clients = new CopyOnWriteArrayList<>();

	TopicNode(TopicEngine engine) {
		this(engine, new Retention(100, Duration.ofMinutes(1)), Duration.ofMinutes(1));
	}

	TopicNode(TopicEngine engine, Retention retention, Duration syncInterval) {
		this(engine, (settings) -> settings.retention((contract, topic) -> retention).syncInterval(syncInterval));
	}

	TopicNode(TopicEngine engine, Consumer<SocketTopics.Builder> customizer) {
		SocketTopics.Builder settings = SocketTopics.builder()
			.engine(engine)
			.requestTimeout(Duration.ofSeconds(3))
			.linger(Duration.ofMillis(10))
			.user((connection) -> connection.pathVariables().get("user"));
		customizer.accept(settings);
		this.topics = settings.build();
		this.sockets = this.topics.sockets(CONTRACT);
		this.topics.start().block(TIMEOUT);
		this.server = new NettyServer(SocketServer.of(CONTRACT, (SocketConnection<Client> connection) -> {
			this.connect.accept(connection);
			this.connections.add(connection);
			return () -> Mono.just("pong");
		}).topics(this.topics).build());
	}

	SocketTopic<Client> room(String name) {
		return this.sockets.topic("room:{room}", name);
	}

	SocketTopic<Client> cursor(String name) {
		return this.sockets.topic("cursor:{doc}", name);
	}

	/** A client that has been added to topics by the handler. */
	RawSocket client(String user) throws Exception {
		return kept(new RawSocket(this.server.port(), "/api/" + user).shakeHands());
	}

	private RawSocket kept(RawSocket client) {
		this.clients.add(client);
		return client;
	}

	/** A client that sends in-band headers, and has read nothing. */
	RawSocket client(String user, String headers) throws Exception {
		RawSocket socket = kept(new RawSocket(this.server.port(), "/api/" + user));
		socket.send("h:::" + headers);
		return socket;
	}

	/** The connection of the client that came last. */
	SocketConnection<Client> last() {
		return this.connections.get(this.connections.size() - 1);
	}

	@Override
	public void close() {
		this.server.close();
		this.topics.stop().block(TIMEOUT);
	}

	public interface Server {

		Mono<String> ping();

	}

	public interface Client {

		void tell(String text);

		@OneWay
		Mono<Void> told(String text);

		Mono<String> name() throws BusyException;

	}

	public record Guest(String name) {

	}

	@ErrorType(value = "BUSY", status = 409)
	public static final class BusyException extends SocketException {

	}

}
