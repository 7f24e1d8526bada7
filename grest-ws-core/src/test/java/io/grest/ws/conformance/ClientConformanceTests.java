package io.grest.ws.conformance;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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

	private static final ConformanceCase REJECTED = new ConformanceCase("", "rejected", CaseOptions.of(Map.of()), false,
			Map.of(), null, List.of());

	/**
	 * Make a client.
	 * @param conformanceCase the case that it is for
	 * @param url the raw server's URL
	 * @return a client, not connected yet
	 */
	abstract TestedClient client(ConformanceCase conformanceCase, String url);

	/**
	 * The first frame of a client whose interceptors add nothing.
	 */
	String handshake() {
		return Handshakes.of(ChatApi.OPEN, "contract,limits,streams", 65_536);
	}

	static Stream<ConformanceCase> cases() {
		return ConformanceCase.CLIENT_FILES.stream().flatMap(ConformanceCase::load);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	@Timeout(60)
	void conforms(ConformanceCase conformanceCase) {
		conformanceCase.runClient((url) -> client(conformanceCase, url));
	}

	/**
	 * Return the contract, with the interceptor that a case asks for.
	 */
	static SocketContract<ChatServer, ChatClient> contract(ConformanceCase conformanceCase) {
		return conformanceCase.clientHeaders().isEmpty() ? ChatApi.OPEN
				: ChatApi.define().path(ChatApi.OPEN.path()).use(new HandshakeInterceptor() {

					@Override
					public Mono<Void> updateHandshake(ClientHandshake handshake) {
						conformanceCase.clientHeaders().forEach(handshake::header);
						return Mono.empty();
					}

				}).build();
	}

	@Test
	@Timeout(60)
	void aRejectedClientClosesAsTheServerDoes() {
		try (RawServer server = new RawServer();
				ClientConversation conversation = new ClientConversation(server,
						client(REJECTED, server.uri().toString()))) {
			conversation.expect(handshake());
			conversation.send("x:::{}");
			conversation.expectClose(4001, "Handshake failed");
		}
	}

}
