package io.grest.ws.quickstart;

import java.net.URI;
import java.time.Duration;
import java.util.function.Function;

import com.example.chat.ChatClient;
import com.example.chat.ChatServer;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.SocketException;
import io.grest.ws.test.SocketTester;

/**
 * Client of a chat by its contract.
 */
final class GrestChatPeer implements ChatPeer {

	private static final SocketContract<ChatServer, ChatClient> CONTRACT = SocketContract
		.define("ChatApi", ChatServer.class, ChatClient.class)
		.path("/ws/chat")
		.build();

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final SocketTester<ChatServer, ChatClient> tester;

	private GrestChatPeer(SocketTester<ChatServer, ChatClient> tester) {
		this.tester = tester;
	}

	static GrestChatPeer connect(URI server) {
		GrestChatPeer peer = new GrestChatPeer(
				SocketTester.bindTo(CONTRACT).url(server.toString()).timeout(TIMEOUT).build());
		peer.tester.connect();
		return peer;
	}

	@Override
	public int join(String name) {
		return call((server) -> server.join(name));
	}

	@Override
	public String say(String text) {
		return call((server) -> server.say(text)).from();
	}

	private <T> T call(Function<ChatServer, T> call) {
		try {
			return call.apply(this.tester.connection().remote());
		}
		catch (SocketException ex) {
			throw new Refused(ex.type());
		}
	}

	@Override
	public void awaitJoined(String name) {
		this.tester.expect(ChatClient::joined).matching(name::equals);
	}

	@Override
	public void awaitLeft(String name) {
		this.tester.expect(ChatClient::left).matching(name::equals);
	}

	@Override
	public void awaitSaid(String name, String text) {
		this.tester.expect(ChatClient::said)
			.matching((message) -> message.from().equals(name) && message.text().equals(text));
	}

	@Override
	public void sendRubbish() {
		this.tester.sendText("rubbish");
	}

	@Override
	public void close() {
		this.tester.lenient().close();
	}

}
