package io.grest.ws.test.sample;

import io.grest.ws.test.SocketTester;
import io.grest.ws.test.autoconfigure.AutoConfigureSocketTester;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/**
 * Testers in a test of the whole application without a web server.
 */
@SpringBootTest
@AutoConfigureSocketTester
class WholeApplicationInMemoryTests {

	private final SocketTester<ChatServer, ChatClient> chat;

	@Autowired
	private SocketTester<OtherService.Server, OtherService.Client> other;

	@MockitoBean
	private Archive.Database database;

	WholeApplicationInMemoryTests(@Autowired SocketTester<ChatServer, ChatClient> chat) {
		this.chat = chat;
	}

	@Test
	void testersReachTheServer(@Autowired SocketTester<ChatServer, ChatClient> same) {
		this.other.connect().send(OtherService.Server::ping);
		this.other.expect(OtherService.Client::pong).times(1);
		this.chat.connect((request) -> request.pathVariable("room", "general"));
		same.call((server) -> server.say(new ChatServer.Say("Hello"))).succeeds();
	}

}
