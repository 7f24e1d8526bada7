package io.grest.ws.demo;

import java.time.Duration;
import java.util.Map;

import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.chat.ChatClient;
import io.grest.ws.demo.chat.ChatServer;
import io.grest.ws.demo.chat.HistoryRequest;
import io.grest.ws.demo.chat.JoinRoom;
import io.grest.ws.demo.chat.Message;
import io.grest.ws.demo.chat.RoomCleared;
import io.grest.ws.demo.chat.RoomFullException;
import io.grest.ws.demo.chat.SendMessageRequest;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.error.NotAuthorizedException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
	private SocketPool pool;

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
			.jsonPath("$.operations['ChatApi.server.clearRoom'].x-grest-requires[0]")
			.isEqualTo("hasRole('MODERATOR')")
			.jsonPath("$.components.schemas.JoinRoom.properties.history.maximum")
			.isEqualTo(50);
		this.web.get()
			.uri("/asyncapi.yaml")
			.exchange()
			.expectBody(String.class)
			.value((yaml) -> assertThat(yaml).startsWith("asyncapi: \"3.0.0\""));
	}

	@Test
	void logsInByForm() {
		Browser ann = browser().logIn("ann", "ann");
		assertThat(ann.session().get("name")).isEqualTo("ann");
		assertThat(ann.session().get("moderator")).isEqualTo(false);
		assertThat(browser().logIn("mod", "mod").session().get("moderator")).isEqualTo(true);
	}

	@Test
	void refusesWrongPassword() {
		Browser stranger = browser();
		assertThat(stranger.post("/login", Map.of("username", "ann", "password", "wrong")))
			.isEqualTo(HttpStatus.UNAUTHORIZED);
		assertThat(stranger.session().get("name")).isNull();
	}

	@Test
	void refusesFormWithoutCsrfToken() {
		this.web.post()
			.uri("/login")
			.body(BodyInserters.fromFormData("username", "ann").with("password", "ann"))
			.exchange()
			.expectStatus()
			.isForbidden()
			.expectBody()
			.returnResult();
	}

	@Test
	void rejectsWrongCredentialsInBand() {
		StepVerifier.create(client("Basic " + HttpHeaders.encodeBasicAuth("ann", "wrong", null), "general").connect())
			.expectError(NotAuthorizedException.class)
			.verify(TIMEOUT);
	}

	@Test
	void rejectsPageWithoutLogIn() {
		StepVerifier.create(browser().connect()).expectError(NotAuthorizedException.class).verify(TIMEOUT);
	}

	@Test
	void logOutClosesSocketOfSession() {
		Browser ann = browser().logIn("ann", "ann");
		SocketConnection<ChatServer> socket = ann.connect().block(TIMEOUT);
		SocketConnection<ChatServer> elsewhere = browser().logIn("ann", "ann").connect().block(TIMEOUT);
		Sinks.One<CloseReason> closed = Sinks.one();
		socket.onClose(closed::tryEmitValue);
		assertThat(ann.post("/logout", Map.of())).isEqualTo(HttpStatus.NO_CONTENT);
		StepVerifier.create(closed.asMono().map((reason) -> reason.code() + " " + reason.status().reason()))
			.expectNext("4003 Logged out")
			.expectComplete()
			.verify(TIMEOUT);
		StepVerifier.create(ann.connect()).expectError(NotAuthorizedException.class).verify(TIMEOUT);
		StepVerifier.create(elsewhere.remote().joinRoom(new JoinRoom(0)))
			.expectNextCount(1)
			.expectComplete()
			.verify(TIMEOUT);
		elsewhere.close();
	}

	@Test
	void moderatorClearsRoom() {
		SocketClient<ChatServer, ChatClient> mod = client(basic("mod"), "kitchen");
		StepVerifier.create(mod.remote().joinRoom(new JoinRoom(0))).expectNextCount(1).expectComplete().verify(TIMEOUT);
		StepVerifier.create(mod.remote().sendMessage(new SendMessageRequest("Hello", "kitchen")))
			.expectNextCount(1)
			.expectComplete()
			.verify(TIMEOUT);
		StepVerifier.create(mod.receive(ChatClient::roomCleared))
			.then(() -> assertThat(mod.remote().clearRoom()).isPositive())
			.expectNext(new RoomCleared("mod"))
			.thenCancel()
			.verify(TIMEOUT);
		assertThat(mod.remote().history(new HistoryRequest(null, 10))).isEmpty();
		StepVerifier.create(mod.close()).expectComplete().verify(TIMEOUT);
	}

	@Test
	void othersAreForbiddenToClearRoom() {
		SocketClient<ChatServer, ChatClient> bob = client(basic("bob"), "kitchen");
		StepVerifier.create(bob.remote().joinRoom(new JoinRoom(0))).expectNextCount(1).expectComplete().verify(TIMEOUT);
		assertThatExceptionOfType(ForbiddenException.class).isThrownBy(() -> bob.remote().clearRoom());
		StepVerifier.create(bob.close()).expectComplete().verify(TIMEOUT);
	}

	@Test
	void conciergeGreetsAndIsThere() {
		SocketClient<ChatServer, ChatClient> ann = client(basic("ann"), "general");
		StepVerifier
			.create(ann.receive(ChatClient::newMessage).map(Message::text).filter((text) -> text.contains("ann")))
			.then(() -> ann.remote().joinRoom(new JoinRoom(0)).subscribe())
			.assertNext((text) -> assertThat(text).startsWith("Welcome, ann"))
			.thenCancel()
			.verify(TIMEOUT);
		StepVerifier.create(ann.remote().callRoll())
			.assertNext((roll) -> assertThat(roll.answered()).containsExactly("Concierge"))
			.expectComplete()
			.verify(TIMEOUT);
		StepVerifier.create(ann.close()).expectComplete().verify(TIMEOUT);
	}

	@Test
	void saysThatTheAtticIsFull() {
		join("bob").expectNextCount(1).expectComplete().verify(TIMEOUT);
		join("mod").expectNextCount(1).expectComplete().verify(TIMEOUT);
		join("ann").expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOfSatisfying(RoomFullException.class,
				(full) -> assertThat(full.data()).isEqualTo(new RoomFullException.Details(2))))
			.verify(TIMEOUT);
	}

	private StepVerifier.FirstStep<?> join(String name) {
		return StepVerifier.create(client(basic(name), "attic").remote().joinRoom(new JoinRoom(0)));
	}

	private static String basic(String name) {
		return "Basic " + HttpHeaders.encodeBasicAuth(name, name, null);
	}

	private SocketClient<ChatServer, ChatClient> client(String authorization, String room) {
		return this.clients.client(this.chatApi,
				(request) -> request.url("ws://localhost:" + this.port)
					.pathVariable("room", room)
					.header(HttpHeaders.AUTHORIZATION, authorization));
	}

	private Browser browser() {
		return new Browser("http://localhost:" + this.port, this.pool, this.chatApi);
	}

}
