package io.grest.ws.demo.samples;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.grest.ws.client.ClientState;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.SocketConnection;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.chat.ChatClient;
import io.grest.ws.demo.chat.ChatServer;
import io.grest.ws.demo.chat.JoinRoom;
import io.grest.ws.demo.chat.Message;
import io.grest.ws.demo.chat.Presence;
import io.grest.ws.demo.chat.ReadEvent;
import io.grest.ws.demo.chat.RollCall;
import io.grest.ws.demo.chat.RoomCleared;
import io.grest.ws.demo.chat.SendMessageRequest;
import io.grest.ws.demo.chat.TypingEvent;
import io.grest.ws.demo.samples.ContextSamples.NameClient;
import io.grest.ws.demo.samples.ContextSamples.NameServer;
import io.grest.ws.demo.samples.ContextSamples.NameService;
import io.grest.ws.demo.samples.TokenInterceptor.Tokens;
import io.grest.ws.demo.samples.TokenInterceptor.User;
import io.grest.ws.security.SocketAuthenticator;
import io.grest.ws.server.SocketHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the samples behave as documented.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.reactor.netty.shutdown-quiet-period=0s")
class SamplesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@Autowired
	private SocketClients clients;

	@Autowired
	private SocketPool pool;

	@Autowired
	private SocketContract<ChatServer, ChatClient> chatApi;

	@Autowired
	private SocketContract<NameServer, NameClient> nameApi;

	@LocalServerPort
	private int port;

	private String url;

	@BeforeEach
	void setUp() {
		this.url = "ws://localhost:" + this.port;
	}

	@Test
	void aClientReceivesWhatIsSaidInItsRoom() {
		SocketClient<ChatServer, ChatClient> ada = client("Ada", "kitchen");
		StepVerifier.create(ada.remote().joinRoom(new JoinRoom(0))).expectNextCount(1).expectComplete().verify(TIMEOUT);
		StepVerifier.create(ada.remote().sendMessage(new SendMessageRequest("Soup?", "kitchen")))
			.expectNextCount(1)
			.expectComplete()
			.verify(TIMEOUT);
		StepVerifier.create(ClientSamples.firstMessage(this.clients, this.chatApi, this.url, "Grace"))
			.expectNextCount(1)
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void aTokenIsFetchedForEachAttempt() {
		SocketClient<ChatServer, ChatClient> grace = ClientSamples.fetchingTokens(this.clients, this.chatApi, this.url,
				Mono.fromSupplier(() -> "Grace"));
		StepVerifier.create(grace.remote().joinRoom(new JoinRoom(0)))
			.expectNextCount(1)
			.expectComplete()
			.verify(TIMEOUT);
		StepVerifier.create(grace.close()).expectComplete().verify(TIMEOUT);
	}

	@Test
	void aDeclaredErrorIsCaughtByItsClass() {
		StepVerifier.create(ClientSamples.enter(client("Ada", "attic"))).expectNext("one of 2").verifyComplete();
		StepVerifier.create(ClientSamples.enter(client("Grace", "attic"))).expectNext("one of 2").verifyComplete();
		StepVerifier.create(ClientSamples.enter(client("Linus", "attic")))
			.expectNext("full: Details[capacity=2]")
			.verifyComplete();
	}

	@Test
	void aClientTellsItsStatesUntilItIsClosed() {
		SocketClient<ChatServer, ChatClient> ada = client("Ada", "general");
		ClientSamples.watch(ada);
		StepVerifier.create(ada.states().map(ClientState::phase))
			.expectNext(ClientState.Phase.IDLE)
			.then(() -> ada.connect().subscribe())
			.expectNext(ClientState.Phase.CONNECTING, ClientState.Phase.OPEN)
			.then(() -> ada.close().subscribe())
			.expectNext(ClientState.Phase.CLOSED)
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void aClientIsSetUpAndAnswersBeforeItIsUsed() {
		SocketClient<ChatServer, ChatClient> ada = client("Ada", "kitchen");
		ada.connect().block(TIMEOUT);
		StepVerifier.create(ada.remote().joinRoom(new JoinRoom(0))).expectNextCount(1).expectComplete().verify(TIMEOUT);
		SocketClient<ChatServer, ChatClient> grace = ClientSamples.client(this.clients, this.chatApi, this.url, "Grace",
				new Answering());
		StepVerifier.create(grace.connect().then(ada.remote().callRoll()).map(RollCall::answered))
			.assertNext((names) -> assertThat(names).contains("Grace"))
			.expectComplete()
			.verify(TIMEOUT);
		StepVerifier.create(grace.close()).expectComplete().verify(TIMEOUT);
	}

	@Test
	void aPoolSharesAConnectionAndAPathIsEnoughForACall() {
		String token = "Ada";
		SocketConnection<ChatServer> connection = PoolSamples.connect(this.pool, this.chatApi, this.url, token)
			.block(TIMEOUT);
		assertThat(PoolSamples.connect(this.pool, this.chatApi, this.url, token).block(TIMEOUT)).isSameAs(connection);
		Sinks.One<Message> received = Sinks.one();
		StepVerifier.create(PoolSamples.sayByPath(connection, received::tryEmitValue))
			.assertNext((response) -> assertThat(response.success()).isTrue())
			.expectComplete()
			.verify(TIMEOUT);
		StepVerifier.create(received.asMono().map(Message::text)).expectNext("Hello!").expectComplete().verify(TIMEOUT);
	}

	@Test
	void aContextKeyIsReadWhereverTheCodeOfAConnectionRuns() {
		NameServer names = this.clients
			.client(this.nameApi,
					(request) -> request.url(this.url).header(HttpHeaders.AUTHORIZATION, "Bearer " + "Ada"))
			.remote();
		StepVerifier.create(names.name()).expectNext("Ada").expectComplete().verify(TIMEOUT);
		StepVerifier.create(names.nameLater()).expectNext("Ada").expectComplete().verify(TIMEOUT);
		StepVerifier.create(names.path()).expectNext("NameApi.path").expectComplete().verify(TIMEOUT);
	}

	private SocketClient<ChatServer, ChatClient> client(String name, String room) {
		return this.clients.client(this.chatApi,
				(request) -> request.url(this.url)
					.pathVariable("room", room)
					.header(HttpHeaders.AUTHORIZATION, "Bearer " + name));
	}

	private static final class Answering implements ChatClient {

		@Override
		public Mono<Boolean> areYouThere() {
			return Mono.just(true);
		}

		@Override
		public void newMessage(Message message) {
		}

		@Override
		public void typing(TypingEvent event) {
		}

		@Override
		public void roomCleared(RoomCleared event) {
		}

		@Override
		public void read(ReadEvent event) {
		}

		@Override
		public void presence(Presence presence) {
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class NameConfiguration {

		// A token is a name.
		@Bean
		SocketAuthenticator names() {
			return (handshake) -> Mono.justOrEmpty(handshake.bearerToken())
				.map((name) -> UsernamePasswordAuthenticationToken.authenticated(name, null, List.of()));
		}

		@Bean
		SocketContract<NameServer, NameClient> nameApi() {
			return SocketContract.define("NameApi", NameServer.class, NameClient.class)
				.path("/ws/name")
				.use(new TokenInterceptor(new NamesAsTokens()))
				.build();
		}

		@Bean
		SocketHandler<NameServer, NameClient> nameHandler() {
			return (connection) -> new NameService();
		}

	}

	private static final class NamesAsTokens implements Tokens {

		@Override
		public String own() {
			return "Grace";
		}

		@Override
		public Mono<User> find(String token) {
			return Mono.just(new User(token, Instant.now().plusSeconds(60)));
		}

	}

}
