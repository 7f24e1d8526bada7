package io.grest.ws.redis;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

import io.grest.ws.connection.SocketConnection;
import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketServer;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.TopicMessage;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;

/**
 * A node in a process of its own. It reads
 * <ul>
 * <li>{@code room text}, a message to publish;</li>
 * <li>{@code cursor text}, one of a volatile topic;</li>
 * <li>{@code heap}.</li>
 * </ul>
 * It prints
 * <ul>
 * <li>{@code +message room position previous}, before anybody hears a message;</li>
 * <li>{@code +done position text} or {@code +failed text}, the outcome of
 * publishing;</li>
 * <li>{@code +nodes}, the number of the nodes that are alive;</li>
 * <li>{@code +heap}, the kilobytes that are in use.</li>
 * </ul>
 */
final class CheckedNode {

	static final String MESSAGE = "+message";

	static final String DONE = "+done";

	static final String FAILED = "+failed";

	static final String NODES = "+nodes";

	static final String HEAP = "+heap";

	static final Duration LEASE = Duration.ofSeconds(2);

	static final Duration TIMEOUT = Duration.ofSeconds(1);

	static final EngineOptions OPTIONS = new EngineOptions("checked", LEASE, TIMEOUT, true, EngineOptions.MAX_IN_FLIGHT,
			EngineOptions.MAX_MEMBERS, EngineOptions.LANE_SIZE);

	private static final Duration START = Duration.ofSeconds(30);

	private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

	private CheckedNode() {
	}

	/**
	 * Run.
	 * @param arguments the port of Redis
	 */
	public static void main(String[] arguments) throws IOException {
		// Logs would cut the lines below in two.
		System.setOut(System.err);
		RedisClient redis = RedisClient.create(RedisURI.create("127.0.0.1", Integer.parseInt(arguments[0])));
		SocketTopics topics = SocketTopics.builder()
			.engine(new RecordedEngine(new RedisTopicEngine(() -> redis, OPTIONS, ClusterMetrics.NONE),
					(topic, message) -> print(topic.name(), message)))
			.retention((contract, topic) -> new Retention(200, Duration.ofMinutes(60)))
			.syncInterval(Duration.ofMillis(500))
			.linger(Duration.ofMillis(100))
			.build();
		topics.start().block(START);
		print("port", "" + serve(topics).port());
		topics.nodes().subscribe((nodes) -> print(NODES, "" + nodes.size()));
		BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = input.readLine(); line != null; line = input.readLine()) {
			if (line.equals("heap")) {
				print(HEAP, "" + heap());
			}
			else {
				publish(topics, line);
			}
		}
		Runtime.getRuntime().halt(1);
	}

	private static long heap() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		Runtime runtime = Runtime.getRuntime();
		return (runtime.totalMemory() - runtime.freeMemory()) / 1024;
	}

	private static DisposableServer serve(SocketTopics topics) {
		ActiveConnections connections = new ActiveConnections(ActiveConnections.Limits.NONE);
		return ResumeNode.serve(connections,
				SocketServer.of(CheckedApi.CONTRACT, (SocketConnection<CheckedApi.Client> connection) -> {
					int member = Integer.parseInt(Objects.requireNonNull(connection.pathVariables().get("member")));
					CheckedApi.rooms(member).forEach((room) -> topic(topics, room).add(connection));
					cursor(topics).add(connection);
					return (CheckedApi.Server) () -> Mono.just(true);
				})
					.topics(topics)
					.connections(connections)
					.sessions(
							new ResumableSessions(ResumableSessions.Limits.DEFAULTS, "a secret of each process alone"))
					.build());
	}

	private static SocketTopic<CheckedApi.Client> topic(SocketTopics topics, int room) {
		return topics.sockets(CheckedApi.CONTRACT).topic(CheckedApi.PATTERN, room);
	}

	private static SocketTopic<CheckedApi.Client> cursor(SocketTopics topics) {
		return topics.sockets(CheckedApi.CONTRACT).topic(CheckedApi.CURSOR);
	}

	private static void publish(SocketTopics topics, String line) {
		int space = line.indexOf(' ');
		String text = line.substring(space + 1);
		if (line.startsWith(CheckedApi.CURSOR)) {
			cursor(topics).remote().moved(text);
			return;
		}
		topic(topics, Integer.parseInt(line.substring(0, space))).publish((client) -> client.said(text))
			.subscribe((position) -> print(DONE, position + " " + text), (ex) -> print(FAILED, text));
	}

	private static void print(String topic, TopicMessage message) {
		Position position = message.position();
		if (position == null) {
			return;
		}
		print(MESSAGE, topic.substring(topic.indexOf(':') + 1) + " " + position + " " + message.previous());
	}

	// By one write, and before what follows can be heard: a kill cuts no line.
	private static void print(String what, String line) {
		try {
			OUT.write((what + " " + line + "\n").getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
