package io.grest.ws.demo;

import java.time.Duration;
import java.util.Map;

import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.chat.ChatClient;
import io.grest.ws.demo.chat.ChatServer;
import io.grest.ws.demo.chat.JoinRoom;
import io.grest.ws.demo.chat.Message;
import io.grest.ws.demo.chat.RoomFullException;
import io.grest.ws.demo.login.Users;
import io.grest.ws.error.NotAuthorizedException;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the whole demo over real connections.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.reactor.netty.shutdown-quiet-period=0s")
@AutoConfigureWebTestClient
class DemoApplicationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@Autowired
	private WebTestClient web;

	@Autowired
	private SocketClients clients;

	@Autowired
	private SocketContract<ChatServer, ChatClient> chatApi;

	@Autowired
	private Users users;

	@LocalServerPort
	private int port;

	@Test
	void servesThePageAndItsModules() {
		this.web.get()
			.uri("/")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith("text/html")
			.expectBody(String.class)
			.value((page) -> assertThat(page).contains("app.js"));
		this.web.get()
			.uri("/app.js")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.cacheControl(CacheControl.noStore())
			.expectBody(String.class)
			.value((module) -> assertThat(module).contains("./grest-ws/ChatApi.js"));
		this.web.get()
			.uri("/grest-ws/ChatApi.js")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith("text/javascript")
			.expectBody(String.class)
			.value((module) -> assertThat(module).contains("export const chatApi"));
	}

	@Test
	void describesItsContract() {
		this.web.get()
			.uri("/asyncapi.json")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.info.title")
			.isEqualTo("grest-ws-demo")
			.jsonPath("$.servers.default.host")
			.isEqualTo("localhost:" + this.port)
			.jsonPath("$.operations['ChatApi.client.areYouThere'].reply")
			.exists()
			.jsonPath("$.components.securitySchemes.bearer.scheme")
			.isEqualTo("bearer")
			.jsonPath("$.components.schemas.JoinRoom.properties.history.maximum")
			.isEqualTo(50);
		this.web.get()
			.uri("/asyncapi.yaml")
			.exchange()
			.expectBody(String.class)
			.value((yaml) -> assertThat(yaml).startsWith("asyncapi: \"3.0.0\""));
	}

	@Test
	void logsInOverHttp() {
		login("Ada").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.name")
			.isEqualTo("Ada")
			.jsonPath("$.token")
			.isNotEmpty();
	}

	@Test
	void namesWhatIsWrongWithAName() {
		login(" ").expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.issues[0].path")
			.isEqualTo("name")
			.jsonPath("$.issues[0].code")
			.isEqualTo("invalid.notBlank");
	}

	private WebTestClient.ResponseSpec login(String name) {
		return this.web.post()
			.uri("/api/login")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(Map.of("name", name))
			.exchange();
	}

	@Test
	void rejectsAnUnknownToken() {
		StepVerifier.create(client("Bearer nonsense", "general").connect())
			.verifyErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(NotAuthorizedException.class));
	}

	@Test
	void conciergeGreetsAndIsThere() {
		SocketClient<ChatServer, ChatClient> ada = client(tokenOf("Ada"), "general");
		StepVerifier
			.create(ada.receive(ChatClient::newMessage).map(Message::text).filter((text) -> text.contains("Ada")))
			.then(() -> ada.remote().joinRoom(new JoinRoom(0)).subscribe())
			.assertNext((text) -> assertThat(text).startsWith("Welcome, Ada"))
			.thenCancel()
			.verify(TIMEOUT);
		StepVerifier.create(ada.remote().callRoll())
			.assertNext((roll) -> assertThat(roll.answered()).containsExactly("Concierge"))
			.expectComplete()
			.verify(TIMEOUT);
		StepVerifier.create(ada.close()).expectComplete().verify(TIMEOUT);
	}

	@Test
	void saysThatTheAtticIsFull() {
		join("Grace").expectNextCount(1).expectComplete().verify(TIMEOUT);
		join("Linus").expectNextCount(1).expectComplete().verify(TIMEOUT);
		join("Ada").expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOfSatisfying(RoomFullException.class,
				(full) -> assertThat(full.data()).isEqualTo(new RoomFullException.Details(2))))
			.verify(TIMEOUT);
	}

	private StepVerifier.FirstStep<?> join(String name) {
		return StepVerifier.create(client(tokenOf(name), "attic").remote().joinRoom(new JoinRoom(0)));
	}

	private String tokenOf(String name) {
		return "Bearer " + this.users.login(name);
	}

	private SocketClient<ChatServer, ChatClient> client(String authorization, String room) {
		return this.clients.client(this.chatApi,
				(request) -> request.url("ws://localhost:" + this.port)
					.pathVariable("room", room)
					.header(HttpHeaders.AUTHORIZATION, authorization));
	}

}
