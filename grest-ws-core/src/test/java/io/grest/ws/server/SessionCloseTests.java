package io.grest.ws.server;

import java.time.Duration;
import java.util.stream.Stream;

import io.grest.ws.conformance.TestServer;
import io.grest.ws.contract.SocketContract;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Closes for faults of a peer, on servers that find most faults by themselves and word
 * the reason their own way. The peer sends nothing after its fault: a server may cut a
 * connection with unread bytes.
 */
class SessionCloseTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final int TIMES = 50;

	// Over the limit with its last byte only, so that nothing is left unread.
	private static final byte[] TOO_LARGE = ClientFrames.frame(0x81, new byte[64 * 1024 + 1]);

	private static final byte[] NO_UTF_8 = { (byte) 0xC0, (byte) 0xAF };

	private final SocketContract<Server, Client> contract = SocketContract.define("Api", Server.class, Client.class)
		.path("/api")
		.build();

	private final ActiveConnections connections = new ActiveConnections(ActiveConnections.Limits.NONE);

	static Stream<Arguments> faults() {
		return Stream.of(WebServers.TOMCAT, WebServers.JETTY, WebServers.JETTY_CORE)
			.flatMap((kind) -> Stream.of(Arguments.of(kind, "a frame over the limit", 1009, TOO_LARGE),
					Arguments.of(kind, "bytes", 1003, ClientFrames.frame(0x82, new byte[10])),
					Arguments.of(kind, "a reserved bit", 1002, ClientFrames.frame(0xC1, new byte[10])),
					Arguments.of(kind, "text that is no UTF-8", 1007, ClientFrames.frame(0x81, NO_UTF_8)),
					Arguments.of(kind, "code 999", 1002, ClientFrames.close(999, "")),
					// RFC 6455 section 8.1 requires a failure, not its code.
					Arguments.of(kind, "a reason that is no UTF-8", (kind == WebServers.TOMCAT) ? 1002 : 1007,
							ClientFrames.close(1000, NO_UTF_8))));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("faults")
	void sendsCloseForFaultOfPeer(WebServers kind, String name, int code, byte[] fault) throws Exception {
		try (TestServer server = start(kind)) {
			for (int i = 0; i < TIMES; i++) {
				try (RawSocket peer = new RawSocket(server.uri().getPort(), "/api").shakeHands()) {
					peer.write(fault);
					assertThat(peer.awaitClose()).isEqualTo(code);
				}
			}
			await().atMost(TIMEOUT).until(() -> this.connections.connections().isEmpty());
		}
	}

	// Accepts a client on the thread that reads: Tomcat ends without a code if the fault
	// arrives while another thread has just sent.
	private TestServer start(WebServers kind) {
		return kind.start(
				new SocketHandlerAdapter(DataSize.ofKilobytes(64), false, this.connections, AllowedOrigins.SAME_ORIGIN),
				SocketServer.ofReactive(this.contract, (connection) -> Mono.just((text) -> {
				})).connections(this.connections).build());
	}

	interface Server {

		void tell(String text);

	}

	interface Client {

	}

}
