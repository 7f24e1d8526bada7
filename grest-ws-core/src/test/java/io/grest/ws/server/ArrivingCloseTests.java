package io.grest.ws.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.server.EndingServer.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A close that the server decides on reaches a peer that goes on sending: with bytes
 * unread, the end of the network would be a reset, and the peer would not see the close.
 */
class ArrivingCloseTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final int TIMES = 200;

	private static final byte[] CLOSE = ClientFrames.close(1000, "");

	private static final byte[] FLOOD = ClientFrames.repeat(ClientFrames.frame(0x81, new byte[10_000]), 100);

	static Stream<Fault> faults() {
		return Stream.of(
				new Fault("a frame over the limit", 1009, "Message too big",
						ClientFrames.frame(0x81, new byte[300_000])),
				new Fault("bytes", 1003, "Text frames only", ClientFrames.frame(0x82, new byte[10])),
				new Fault("text that is no UTF-8", 1007, "Text is not UTF-8",
						ClientFrames.frame(0x81, new byte[] { (byte) 0xC0, (byte) 0xAF })),
				new Fault("a reserved bit", 1002, "Protocol error", ClientFrames.frame(0xC1, new byte[10])),
				new Fault("a reserved opcode", 1002, "Protocol error", ClientFrames.frame(0x83, new byte[10])));
	}

	@ParameterizedTest
	@MethodSource("faults")
	void theCloseForAFault(Fault fault) throws Exception {
		try (EndingServer server = new EndingServer(Network.EPOLL, ConnectionOptions.DEFAULTS, 0)) {
			for (int i = 0; i < TIMES; i++) {
				RawSocket peer = server.connectPeer();
				peer.write(fault.frame());
				isClosedWhileItSends(peer, fault);
			}
			await().atMost(TIMEOUT).until(server::holdsNothing);
		}
	}

	// On a session it is for the server, Tomcat here, to see to it.
	@ParameterizedTest
	@EnumSource(names = { "EPOLL", "NIO" })
	void theCloseThatAHandlerAsksFor(Network network) throws Exception {
		try (EndingServer server = new EndingServer(network, ConnectionOptions.DEFAULTS, 0)) {
			for (int i = 0; i < TIMES; i++) {
				RawSocket peer = server.connectPeer();
				server.latest.get().close(4321, "enough");
				isClosedWhileItSends(peer, new Fault("", 4321, "enough", new byte[0]));
			}
			await().atMost(TIMEOUT).until(server::holdsNothing);
		}
	}

	@Test
	void theCloseForAHandshakeThatFailed() throws Exception {
		ConnectionOptions impatient = ConnectionOptions.builder().handshakeTimeout(Duration.ofMillis(20)).build();
		try (EndingServer server = new EndingServer(Network.NIO, impatient, 0)) {
			for (int i = 0; i < TIMES; i++) {
				RawSocket peer = server.upgradedPeer();
				isClosedWhileItSends(peer, new Fault("", 4001, "Handshake failed", new byte[0]));
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "EPOLL", "NIO" })
	void theCloseForAQueryThatDoesNotFit(Network network) throws Exception {
		try (EndingServer server = new EndingServer(network, ConnectionOptions.DEFAULTS, 0)) {
			for (int i = 0; i < TIMES; i++) {
				RawSocket peer = server.upgradedPeer("?number=many");
				peer.send("h:::{}");
				isClosedWhileItSends(peer, new Fault("", 4000, "Invalid query parameters", new byte[0]));
			}
			await().atMost(TIMEOUT).until(server::holdsNothing);
		}
	}

	@Test
	void aPeerThatNeverAnswersTheCloseIsCutAfterTheCloseTimeout() throws Exception {
		ConnectionOptions impatient = ConnectionOptions.builder()
			.stallTimeout(Duration.ofSeconds(30))
			.closeTimeout(Duration.ofMillis(200))
			.build();
		try (EndingServer server = new EndingServer(Network.EPOLL, impatient, 0);
				RawSocket peer = server.connectPeer()) {
			server.latest.get().close(4321, "enough");
			assertThat(peer.awaitClose()).isEqualTo(4321);
			peer.awaitEnd();
			await().atMost(TIMEOUT).until(server::holdsNothing);
			assertThat(server.closed.get(0).code()).isEqualTo(4321);
		}
	}

	@ParameterizedTest
	@MethodSource("wrongCloses")
	void aWrongCloseIsAnswered(Fault fault) throws Exception {
		try (EndingServer server = new EndingServer(Network.EPOLL, ConnectionOptions.DEFAULTS, 0)) {
			RawSocket peer = server.connectPeer();
			peer.write(fault.frame());
			RawSocket.Frame close = peer.read();
			assertThat(close.closeCode()).isEqualTo(fault.code());
			assertThat(reason(close)).isEqualTo(fault.reason());
			peer.awaitEnd();
			await().atMost(TIMEOUT).until(server::holdsNothing);
			assertThat(server.closed.get(0).code()).isEqualTo(fault.code());
		}
	}

	static Stream<Fault> wrongCloses() {
		Function<Integer, Fault> code = (number) -> new Fault("code " + number, 1002, "Protocol error",
				ClientFrames.close(number, ""));
		return Stream.concat(Stream.of(0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65535).map(code),
				Stream.of(new Fault("a reason that is no UTF-8", 1007, "Text is not UTF-8",
						ClientFrames.close(1000, new byte[] { (byte) 0xC0, (byte) 0xAF }))));
	}

	private static void isClosedWhileItSends(RawSocket peer, Fault fault) throws Exception {
		try (peer) {
			CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
				try {
					peer.write(FLOOD);
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			// What the peer sends is under way when it begins to read.
			sending.join();
			RawSocket.Frame frame = peer.read();
			while (frame.opcode() == 1) {
				frame = peer.read();
			}
			assertThat(frame.closeCode()).isEqualTo(fault.code());
			assertThat(reason(frame)).isEqualTo(fault.reason());
			peer.write(CLOSE);
			peer.awaitEnd();
		}
	}

	private static String reason(RawSocket.Frame close) {
		return new String(Arrays.copyOfRange(close.payload(), 2, close.payload().length), StandardCharsets.UTF_8);
	}

	record Fault(String name, int code, String reason, byte[] frame) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
