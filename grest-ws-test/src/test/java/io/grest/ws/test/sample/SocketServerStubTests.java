package io.grest.ws.test.sample;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.grest.ws.client.ClientState.Phase;
import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.NotAuthorizedException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.test.SocketServerStub;
import io.grest.ws.test.sample.ChatClient.Message;
import io.grest.ws.test.sample.ChatServer.Detail;
import io.grest.ws.test.sample.ChatServer.Reply;
import io.grest.ws.test.sample.ChatServer.Say;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A client tested against a server made of the contract alone, on both transports.
 */
@ParameterizedClass
@ValueSource(booleans = { false, true })
class SocketServerStubTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Reply REPLY = new Reply(true, "Hello", new Detail(5, "en"));

	private final SocketContract<ChatServer, ChatClient> contract = SocketContract
		.define("ChatApi", ChatServer.class, ChatClient.class)
		.path("/ws/chat/{room}")
		.build();

	private final SocketServerStub<ChatServer, ChatClient> server = SocketServerStub.start(this.contract);

	@Parameter
	private boolean inMemory;

	private SocketClient<ChatServer, ChatClient> client;

	@BeforeEach
	void makeClient() {
		makeClient(TIMEOUT);
	}

	private void makeClient(Duration handshakeTimeout) {
		SocketPool.Builder builder = SocketPool.builder()
			.options(ConnectionOptions.builder().handshakeTimeout(handshakeTimeout).build());
		if (this.inMemory) {
			builder.webSocketClient(this.server.webSocketClient());
		}
		this.client = new SocketClients(builder.build(), (contract) -> this.server.url(), ReconnectOptions.DEFAULTS)
			.builder(this.contract)
			.request((request) -> request.pathVariable("room", "a b"))
			.handler(new Client())
			.build();
	}

	@AfterEach
	void stop() {
		this.client.close().block(TIMEOUT);
		this.server.close();
	}

	private void connect() {
		this.client.connect().block(TIMEOUT);
		this.server.awaitClients(1);
	}

	private void await(Phase phase) {
		this.client.states().filter((state) -> state.phase() == phase).blockFirst(TIMEOUT);
	}

	@Test
	void methodsAreStubbed() {
		connect();
		this.server.when(ChatServer::say).answerWith((say) -> new Reply(true, say.text(), null));
		this.server.when(ChatServer::askMe).answer(true);
		assertThat(this.client.remote().say(new Say("Hi")).block(TIMEOUT).text()).isEqualTo("Hi");
		assertThat(this.client.remote().askMe().block(TIMEOUT)).isTrue();
		this.server.when(ChatServer::say).fail(new RoomFullException(new RoomFullException.Details(3)));
		assertThatExceptionOfType(RoomFullException.class)
			.isThrownBy(() -> this.client.remote().say(new Say("Hi")).block(TIMEOUT))
			.satisfies((ex) -> assertThat(ex.details().capacity()).isEqualTo(3));
	}

	@Test
	void callsAreExpected() {
		connect();
		this.client.remote().shout(new Say("a"));
		this.client.remote().ping();
		this.server.expect(ChatServer::shout).matching((say) -> say.text().equals("a"));
		this.server.expect(ChatServer::ping).times(1);
		assertThat(this.server.connections().get(0).pathVariables()).containsEntry("room", "a b");
	}

	@Test
	void stubSaidLaterAnswers() throws Exception {
		connect();
		CompletableFuture<Reply> answer = this.client.remote().say(new Say("Hello")).toFuture();
		this.server.expect(ChatServer::say).times(1);
		this.server.when(ChatServer::say).after(Duration.ofMillis(10)).answer(REPLY);
		assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo(REPLY);
	}

	@Test
	void serverPushesAndAsks() {
		connect();
		Mono<Message> message = this.client.receive(ChatClient::newMessage).next().cache();
		message.subscribe();
		this.server.push((client) -> client.newMessage(new Message("Hello")));
		assertThat(message.block(TIMEOUT)).isEqualTo(new Message("Hello"));
		this.server.call(ChatClient::areYouThere).returns(true);
		this.server.call((client) -> client.confirm(new Message("x"))).returns("x!");
	}

	@Test
	void serverRefusesAndAcceptsAgain() {
		this.server.refuse(new NotAuthorizedException("Go away"));
		assertThatExceptionOfType(NotAuthorizedException.class).isThrownBy(() -> this.client.connect().block(TIMEOUT));
		assertThat(this.client.state().phase()).isEqualTo(Phase.CLOSED);
		this.server.accept();
		makeClient();
		connect();
	}

	@Test
	void serverHangs() {
		makeClient(Duration.ofMillis(100));
		this.server.hang();
		assertThatExceptionOfType(ServerErrorException.class).isThrownBy(() -> this.client.connect().block(TIMEOUT))
			.withMessageMatching(".*(Handshake timeout|No answer to the upgrade).*");
	}

	@Test
	void serverClosesWithACode() {
		connect();
		this.server.disconnect(4100, "Enough");
		await(Phase.CLOSED);
		assertThat(this.client.state().error()).hasMessageContaining("4100 Enough");
	}

	@Test
	void serverDropsAndTheClientComesBack() {
		connect();
		this.server.drop();
		await(Phase.DISCONNECTED);
		this.client.forceReconnect();
		await(Phase.OPEN);
		this.server.awaitClients(1);
	}

	@Test
	void networkMisbehaves() {
		connect();
		this.server.when(ChatServer::say).answer(REPLY);
		this.server.faults().cutAfter(1);
		assertThatExceptionOfType(ServerErrorException.class)
			.isThrownBy(() -> this.client.remote().say(new Say("Hi")).block(TIMEOUT))
			.withMessageContaining("Socket connection closed!");
	}

	@Test
	void whatWasNotForeseenIsTold() {
		connect();
		this.client.remote().shout(new Say("a"));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.server::verify)
			.withMessageContaining("SocketServerStub of")
			.withMessageContaining("ChatApi.shout(Say[text=a])")
			.withMessageContaining("<-- m:ChatApi.shout::{\"text\":\"a\"}");
		this.server.reset();
	}

	@Test
	void pushWithoutAClientIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> this.server.push(ChatClient::refresh))
			.withMessageContaining("awaitClients(1)");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> this.server.timeout(Duration.ofMillis(20)).awaitClients(1))
			.withMessageContaining("Expected: 1 clients")
			.withMessageContaining("No frames were sent or received.");
	}

	private static final class Client implements ChatClient {

		@Override
		public void newMessage(Message message) {
		}

		@Override
		public void typing(Typing typing) {
		}

		@Override
		public void refresh() {
		}

		@Override
		public Mono<Boolean> areYouThere() {
			return Mono.just(true);
		}

		@Override
		public Mono<String> confirm(Message message) {
			return Mono.just(message.text() + "!");
		}

	}

}
