package io.grest.ws.server;

import java.io.IOException;
import java.time.Duration;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.server.EndingServer.Network;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A peer whose calls are all unfinished, so that no more of them is wanted: whether it is
 * still there is noticed all the same.
 */
class PausedReadingTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final ConnectionOptions WATCHFUL = ConnectionOptions.builder()
		.heartbeatInterval(Duration.ofMillis(100))
		.heartbeatTimeout(Duration.ofMillis(400))
		.build();

	// More than is held.
	private static final String PADDING = "x".repeat(10_000);

	@ParameterizedTest
	@EnumSource
	void aSilentPeerIsGivenUp(Network network) throws Exception {
		try (EndingServer server = new EndingServer(network, WATCHFUL, 0); RawSocket peer = busy(server)) {
			assertThat(awaitClose(peer)).isEqualTo(4008);
			await().atMost(TIMEOUT).until(server::holdsNothing);
			assertThat(server.closed.get(0).code()).isEqualTo(4008);
		}
	}

	@ParameterizedTest
	@EnumSource
	void aPeerThatAnswersPingsIsKept(Network network) throws Exception {
		try (EndingServer server = new EndingServer(network, WATCHFUL, 0); RawSocket peer = busy(server)) {
			for (int pings = 0; pings < 12; pings++) {
				awaitPing(peer);
				peer.write(ClientFrames.frame(0x8A, new byte[0]));
			}
			assertThat(server.latest.get().isOpen()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void aPeerWhosePongsCannotBeReadIsAskedAndKept(Network network) throws Exception {
		try (EndingServer server = new EndingServer(network, WATCHFUL, 0); RawSocket peer = busy(server)) {
			sendMoreThanIsHeld(peer);
			for (int pings = 0; pings < 12; pings++) {
				awaitPing(peer);
			}
			assertThat(server.latest.get().isOpen()).isTrue();
			assertThat(server.handled).hasValue(256);
		}
	}

	@ParameterizedTest
	@EnumSource
	void aPeerWhosePongsCannotBeReadAndThatIsResetIsNoticed(Network network) throws Exception {
		try (EndingServer server = new EndingServer(network, WATCHFUL, 0)) {
			RawSocket peer = busy(server);
			sendMoreThanIsHeld(peer);
			awaitPing(peer);
			peer.reset();
			await().atMost(TIMEOUT).until(server::holdsNothing);
		}
	}

	private static RawSocket busy(EndingServer server) throws Exception {
		RawSocket peer = server.connectPeer();
		for (int i = 0; i < 260; i++) {
			peer.send("r:Api.slow:" + i + ":");
		}
		await().atMost(TIMEOUT).until(() -> server.handled.get() == 256);
		return peer;
	}

	private static void sendMoreThanIsHeld(RawSocket peer) throws IOException {
		for (int i = 0; i < 20; i++) {
			peer.send("r:Api.slow:" + PADDING + i + ":");
		}
	}

	private static void awaitPing(RawSocket peer) throws IOException {
		assertThat(peer.read().opcode()).isEqualTo(9);
	}

	private static int awaitClose(RawSocket peer) throws IOException {
		int code = peer.awaitClose();
		peer.write(ClientFrames.close(code, ""));
		return code;
	}

}
