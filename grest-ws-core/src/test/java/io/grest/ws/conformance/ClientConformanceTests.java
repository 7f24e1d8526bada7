package io.grest.ws.conformance;

import java.util.Map;
import java.util.stream.Stream;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.handshake.ClientHandshake;
import io.grest.ws.handshake.HandshakeInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/**
 * Every case of a client, over a real socket. A subclass names the client.
 */
abstract class ClientConformanceTests {

	/**
	 * Make a client.
	 * @param contract the contract, with the interceptor that the case asks for
	 * @param url the raw server's URL
	 * @param options the limits of its connection
	 * @param reconnect whether it connects again
	 * @return a client, not connected yet
	 */
	abstract TestedClient client(SocketContract<ChatServer, ChatClient> contract, String url, ConnectionOptions options,
			boolean reconnect);

	/**
	 * The first frame of a client whose interceptors add nothing.
	 */
	String handshake() {
		return "h:::{\"grest-ws-extensions\":\"limits,streams\",\"grest-ws-max-frame-size\":\"65536\"}";
	}

	static Stream<ConformanceCase> cases() {
		return Stream.of("grest-client.json", "grest-client-headers.json").flatMap(ConformanceCase::load);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	@Timeout(60)
	void conforms(ConformanceCase conformanceCase) {
		SocketContract<ChatServer, ChatClient> contract = contract(conformanceCase.clientHeaders());
		try (RawServer server = new RawServer();
				ClientConversation conversation = new ClientConversation(server,
						client(contract, server.uri().toString(), conformanceCase.options().connection(),
								conformanceCase.reconnect()))) {
			conformanceCase.run(conversation);
			conversation.expectConnect(conformanceCase.connectFails());
		}
	}

	private static SocketContract<ChatServer, ChatClient> contract(Map<String, String> headers) {
		return ChatApi.define().path(ChatApi.OPEN.path()).use(new HandshakeInterceptor() {

			@Override
			public Mono<Void> updateHandshake(ClientHandshake handshake) {
				headers.forEach(handshake::header);
				return Mono.empty();
			}

		}).build();
	}

	@Test
	@Timeout(60)
	void aRejectedClientClosesAsTheServerDoes() {
		try (RawServer server = new RawServer();
				ClientConversation conversation = new ClientConversation(server,
						client(ChatApi.OPEN, server.uri().toString(), ConnectionOptions.DEFAULTS, false))) {
			conversation.expect(handshake());
			conversation.send("x:::{}");
			conversation.expectClose(4001, "Handshake failed");
		}
	}

}
