package io.grest.ws.internal.topic;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.internal.session.ConnectedListener;
import io.grest.ws.internal.session.ConnectionAccess;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.TopicKey;
import reactor.core.publisher.Mono;

/**
 * Ends of the rights of users, on all nodes: messages of a topic with history, so that a
 * node that is cut off from the others hears of them when it is back. Safe to use from
 * any thread.
 *
 * @since 0.1.0
 */
public final class Revocations {

	// As long as a node may be cut off, and a connection have the rights of before.
	private static final TopicKey KEY = new TopicKey("~", "~revoked", new Retention(10_000, Duration.ofHours(24)));

	private static final String CLOSE = "close";

	private static final String REFRESH = "refresh";

	private static final Duration TO_RENEW = Duration.ofSeconds(10);

	private final TopicHub hub;

	// Finds the connections of a user to a contract on this node.
	private final BiFunction<String, String, List<SocketConnection<?>>> connections;

	private final Set<ConnectedListener.UserListener> listeners = new CopyOnWriteArraySet<>();

	/**
	 * Create the ends of rights.
	 * @param hub the topics of this node
	 * @param connections finds the connections to the contract of a name of the user of a
	 * name
	 */
	public Revocations(TopicHub hub, BiFunction<String, String, List<SocketConnection<?>>> connections) {
		this.hub = hub;
		this.connections = connections;
	}

	/**
	 * Begin to hear of the others.
	 */
	public void start() {
		this.hub.pin(KEY).listeners().listen(this::received);
	}

	/**
	 * Tell a listener of each user whose connections are closed.
	 * @param listener the listener
	 */
	public void whenClosed(ConnectedListener.UserListener listener) {
		this.listeners.add(listener);
	}

	/**
	 * Close the connections of a user. Begins at once.
	 * @param contract the name of the contract
	 * @param user the name of the user
	 * @param code the code of the close
	 * @param reason the reason of the close
	 * @return a {@code Mono} that completes when the engine has it
	 */
	public Mono<Void> close(String contract, String user, int code, String reason) {
		return publish(CLOSE, contract, user, Integer.toString(code), reason);
	}

	/**
	 * Ask a user for new credentials. Begins at once.
	 * @param contract the name of the contract
	 * @param user the name of the user
	 * @return a {@code Mono} that completes when the engine has it
	 */
	public Mono<Void> refresh(String contract, String user) {
		return publish(REFRESH, contract, user);
	}

	private Mono<Void> publish(String kind, String... parts) {
		byte[] content = Stream.of(parts)
			.map((part) -> URLEncoder.encode(part, StandardCharsets.UTF_8))
			.collect(Collectors.joining(" "))
			.getBytes(StandardCharsets.UTF_8);
		return this.hub.publish(KEY, new Envelope(kind, null, null, content), null).then();
	}

	private void received(Envelope envelope) {
		byte[] content = envelope.json();
		String[] parts = Stream
			.of(new String((content != null) ? content : new byte[0], StandardCharsets.UTF_8).split(" ", -1))
			.map((part) -> URLDecoder.decode(part, StandardCharsets.UTF_8))
			.toArray(String[]::new);
		List<SocketConnection<?>> connections = this.connections.apply(parts[0], parts[1]);
		if (envelope.path().equals(CLOSE)) {
			SocketCloseStatus status = new SocketCloseStatus(Integer.parseInt(parts[2]), parts[3]);
			this.listeners.forEach((listener) -> listener.closed(parts[0], parts[1], status));
			connections.forEach((connection) -> connection.close(status.code(), status.reason()));
		}
		else if (envelope.path().equals(REFRESH)) {
			connections.forEach((connection) -> ConnectionAccess.askForCredentials(connection, TO_RENEW));
		}
	}

}
