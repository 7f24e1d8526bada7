package io.grest.ws.demo.samples;

import java.time.Duration;

import io.grest.ws.client.ReconnectOptions;
import io.grest.ws.client.SocketClient;
import io.grest.ws.client.SocketClients;
import io.grest.ws.client.SocketPool;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.demo.chat.ChatClient;
import io.grest.ws.demo.chat.ChatServer;
import io.grest.ws.demo.chat.JoinRoom;
import io.grest.ws.demo.chat.RoomFullException;
import io.grest.ws.test.SocketServerStub;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sample of a test of a client without its server. The demo has both, and tests them
 * together.
 */
class ServerStubSampleTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final SocketContract<ChatServer, ChatClient> chatApi = SocketContract
		.define("ChatApi", ChatServer.class, ChatClient.class)
		.path("/ws/chat/{room}")
		.build();

	private final SocketClients clients = new SocketClients(SocketPool.builder().build(), (contract) -> null,
			ReconnectOptions.NEVER);

	@Test
	void tellsThatTheRoomIsFull() {
		try (SocketServerStub<ChatServer, ChatClient> server = SocketServerStub.start(this.chatApi)) {
			server.when(ChatServer::joinRoom).fail(new RoomFullException(new RoomFullException.Details(12)));
			SocketClient<ChatServer, ChatClient> chat = this.clients.client(this.chatApi,
					(request) -> request.url(server.url()).pathVariable("room", "kitchen"));
			StepVerifier.create(ClientSamples.enter(chat)).expectNext("full: Details[capacity=12]").verifyComplete();
			assertThat(server.expect(ChatServer::joinRoom).payload()).isEqualTo(new JoinRoom(10));
			chat.close().block(TIMEOUT);
		}
	}

}
