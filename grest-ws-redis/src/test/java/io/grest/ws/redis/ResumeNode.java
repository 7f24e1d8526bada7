package io.grest.ws.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.grest.ws.server.ActiveConnections;
import io.grest.ws.server.AllowedOrigins;
import io.grest.ws.server.ResumableSessions;
import io.grest.ws.server.SocketHandlerAdapter;
import io.grest.ws.server.SocketHandlerMapping;
import io.grest.ws.server.SocketServer;
import io.grest.ws.topic.SocketTopic;
import io.grest.ws.topic.SocketTopics;
import io.grest.ws.topic.engine.Retention;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.server.handler.ResponseStatusExceptionHandler;

/**
 * A node in a process of its own, all of whose clients are in one room. It prints its
 * port, drains its connections on SIGTERM, and ends with its standard input.
 */
final class ResumeNode {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final String SECRET = "the secret of all nodes of this test";

	static final EngineOptions OPTIONS = new EngineOptions("resume", Duration.ofSeconds(4), Duration.ofSeconds(8), true,
			EngineOptions.MAX_IN_FLIGHT, EngineOptions.MAX_MEMBERS, EngineOptions.LANE_SIZE);

	private ResumeNode() {
	}

	/**
	 * Run.
	 * @param arguments the port of Redis
	 */
	public static void main(String[] arguments) throws IOException {
		RedisClient redis = RedisClient.create(RedisURI.create("127.0.0.1", Integer.parseInt(arguments[0])));
		SocketTopics topics = topics(new RedisTopicEngine(() -> redis, OPTIONS, ClusterMetrics.NONE));
		SocketTopic<ResumeApi.Client> room = room(topics);
		ActiveConnections connections = new ActiveConnections(ActiveConnections.Limits.NONE);
		topics.start().block(TIMEOUT);
		DisposableServer server = serve(connections,
				SocketServer.<ResumeApi.Server, ResumeApi.Client>of(ResumeApi.CONTRACT, (connection) -> {
					room.add(connection);
					return (number) -> room.publish((client) -> client.said(number)).thenReturn(number);
				})
					.topics(topics)
					.connections(connections)
					.sessions(new ResumableSessions(ResumableSessions.Limits.DEFAULTS, SECRET))
					.build());
		Runtime.getRuntime().addShutdownHook(new Thread(() -> {
			connections.drain(Duration.ofMillis(100), TIMEOUT).block(TIMEOUT);
			server.disposeNow();
			topics.stop().block(TIMEOUT);
		}));
		System.out.println("port " + server.port());
		while (System.in.read() >= 0) {
			// Until the parent ends.
		}
		Runtime.getRuntime().halt(1);
	}

	static SocketTopics topics(RedisTopicEngine engine) {
		return SocketTopics.builder()
			.engine(engine)
			.retention((contract, topic) -> new Retention(1000, Duration.ofMinutes(10)))
			.build();
	}

	static SocketTopic<ResumeApi.Client> room(SocketTopics topics) {
		return topics.sockets(ResumeApi.CONTRACT).topic("room:{room}", "kitchen");
	}

	static DisposableServer serve(ActiveConnections connections, SocketServer<?, ?> served) {
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(SocketHandlerMapping.class, () -> new SocketHandlerMapping(List.of(served)));
		context.registerBean(SocketHandlerAdapter.class, () -> new SocketHandlerAdapter(DataSize.ofKilobytes(64), false,
				connections, new AllowedOrigins(List.of())));
		context.refresh();
		return HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.handle(new ReactorHttpHandlerAdapter(WebHttpHandlerBuilder.webHandler(new DispatcherHandler(context))
				.exceptionHandler(new ResponseStatusExceptionHandler())
				.build()))
			.bindNow();
	}

}
