package io.grest.ws.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.server.SocketHandler;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A whole application on a real port, with endpoints of its own beside the contract's.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.reactor.netty.shutdown-quiet-period=0s", "server.shutdown=immediate",
				"spring.lifecycle.timeout-per-shutdown-phase=2s", "spring.jackson.property-naming-strategy=SNAKE_CASE",
				"grest.ws.server.max-frame-size=1KB" })
class GrestWsApplicationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Autowired
	private SocketClients clients;

	@Autowired
	private SocketContract<RoomServer, RoomClient> roomApi;

	@Test
	void clientCallsServerAndServerCallsClientWithExactFrames() throws Exception {
		Frames frames = new Frames();
		WebSocket socket = connect("/ws/rooms/a%20b?seats=3", frames);
		socket.sendText("h:::", true);
		assertThat(frames.next()).isEqualTo("k:::null");
		assertThat(frames.next()).isEqualTo("m:RoomApi.welcome::{\"room_name\":\"a b\",\"seat_count\":3}");
		socket.sendText("r:RoomApi.say:7:{\"text_said\":\"hi\"}", true);
		assertThat(frames.next()).isEqualTo(
				"s:RoomApi.say:7:{\"success\":true,\"type\":\"OK\",\"data\":{\"room_name\":\"a b\",\"seat_count\":2}}");
		socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
		assertThat(frames.next()).startsWith("closed 1000");
	}

	@Test
	void payloadThatBreaksAConstraintIsRefused() throws Exception {
		Frames frames = new Frames();
		WebSocket socket = connect("/ws/rooms/a?seats=3", frames);
		socket.sendText("h:::", true);
		frames.next();
		frames.next();
		socket.sendText("r:RoomApi.say:1:{\"text_said\":\" \"}", true);
		assertThat(frames.next()).startsWith("s:RoomApi.say:1:{\"success\":false,\"type\":\"VALIDATION_ERROR\"")
			.contains("invalid.notBlank");
		socket.abort();
	}

	@Test
	void queryIsConvertedByTheConversionsOfWebFlux() throws Exception {
		Frames frames = new Frames();
		connect("/ws/rooms/a?seats=three", frames);
		assertThat(frames.next()).startsWith("closed 4000");
	}

	@Test
	void frameOverTheConfiguredSizeCloses() throws Exception {
		Frames frames = new Frames();
		WebSocket socket = connect("/ws/rooms/a?seats=3", frames);
		socket.sendText("h:::", true);
		frames.next();
		frames.next();
		socket.sendText("m:RoomApi.say::\"" + "x".repeat(1024) + "\"", true);
		assertThat(frames.next()).startsWith("closed 1009");
	}

	@Test
	void controllersAnswerBesideTheContract() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/hello")).build();
		HttpResponse<String> response = this.http.send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("hello");
	}

	@Test
	void webSocketHandlersOfTheApplicationWorkBesideTheContract() throws Exception {
		Frames frames = new Frames();
		WebSocket socket = connect("/echo", frames);
		socket.sendText("just text", true);
		assertThat(frames.next()).isEqualTo("just text");
		socket.abort();
	}

	@Test
	void typedClientCallsTheServer() {
		SocketClient<RoomServer, RoomClient> client = this.clients.client(this.roomApi,
				(request) -> request.url("ws://localhost:" + this.port).query(new RoomQuery("x", 9)));
		try {
			assertThat(client.remote().say(new Line("hi")).block(TIMEOUT)).isEqualTo(new Room("x", 8));
		}
		finally {
			client.close().block(TIMEOUT);
		}
	}

	private WebSocket connect(String path, Frames frames) throws Exception {
		return this.http.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + this.port + path), frames)
			.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
	}

	interface RoomServer {

		Mono<Room> say(Line line);

	}

	interface RoomClient {

		void welcome(Room room);

	}

	record RoomQuery(String room, int seats) {

	}

	record Line(@NotBlank String textSaid) {

	}

	record Room(String roomName, int seatCount) {

	}

	@Component
	static class Rooms implements SocketHandler<RoomServer, RoomClient> {

		@Override
		public RoomServer connect(SocketConnection<RoomClient> connection) {
			RoomQuery query = connection.query(RoomQuery.class);
			connection.remote().welcome(new Room(query.room(), query.seats()));
			return (line) -> Mono.just(new Room(query.room(), query.seats() - 1));
		}

	}

	@RestController
	static class HelloController {

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SocketContract<RoomServer, RoomClient> roomApi() {
			return SocketContract.define("RoomApi", RoomServer.class, RoomClient.class)
				.path("/ws/rooms/{room}")
				.queryOnConnect(RoomQuery.class)
				.build();
		}

		@Bean
		Rooms rooms() {
			return new Rooms();
		}

		@Bean
		HelloController helloController() {
			return new HelloController();
		}

		@Bean
		HandlerMapping echoMapping() {
			WebSocketHandler echo = (session) -> session
				.send(session.receive().map(WebSocketMessage::getPayloadAsText).map(session::textMessage));
			return new SimpleUrlHandlerMapping(Map.of("/echo", echo), 10);
		}

	}

}
