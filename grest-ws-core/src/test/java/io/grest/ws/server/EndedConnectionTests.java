package io.grest.ws.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.server.EndingServer.Network;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The network of a connection ends while this side reads nothing: all that it held is let
 * go.
 */
class EndedConnectionTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	// What has ended must be noticed without any of them.
	private static final ConnectionOptions PATIENT = ConnectionOptions.builder()
		.heartbeatInterval(Duration.ZERO)
		.heartbeatTimeout(Duration.ofHours(1))
		.stallTimeout(Duration.ofHours(1))
		.closeTimeout(Duration.ofSeconds(5))
		.build();

	private static final int TIMES = 5;

	private final List<Throwable> dropped = new CopyOnWriteArrayList<>();

	@BeforeEach
	void collectWhatReactorDrops() {
		Hooks.onErrorDropped(this.dropped::add);
		// Threads of Tomcat throw what it found when it was sending.
		Awaitility.doNotCatchUncaughtExceptionsByDefault();
	}

	@AfterEach
	void nothingWasDropped() {
		Hooks.resetOnErrorDropped();
		Awaitility.reset();
		assertThat(this.dropped).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void aPeerThatIsResetWhileItsCallsAreUnfinished(Network network) throws Exception {
		endsWhileBusy(network, RawSocket::reset);
	}

	@ParameterizedTest
	@EnumSource
	void aPeerThatEndsWithoutACloseWhileItsCallsAreUnfinished(Network network) throws Exception {
		endsWhileBusy(network, RawSocket::close);
	}

	@ParameterizedTest
	@EnumSource
	void aPeerThatIsResetWhileItReadsNoAnswers(Network network) throws Exception {
		endsUnread(network, RawSocket::reset);
	}

	@ParameterizedTest
	@EnumSource
	void aPeerThatEndsWithoutACloseWhileItReadsNoAnswers(Network network) throws Exception {
		endsUnread(network, RawSocket::close);
	}

	private void endsUnread(Network network, End end) throws Exception {
		for (int i = 0; i < TIMES; i++) {
			try (EndingServer server = new EndingServer(network, PATIENT, 1)) {
				RawSocket peer = server.connectPeer();
				call(peer, "large", 400);
				await().atMost(TIMEOUT).until(() -> server.latest.get().status().queuedBytes() > 0);
				end.end(peer);
				isGone(server, 1);
			}
		}
	}

	// What is held of a peer that has closed is messages it need not wait for.
	@ParameterizedTest
	@EnumSource
	void whatAPeerSentBeforeItsCloseIsHandledThoughReadingWasPaused(Network network) throws Exception {
		try (EndingServer server = new EndingServer(network, PATIENT, 1)) {
			RawSocket peer = server.connectPeer();
			call(peer, "slow", 256);
			await().atMost(TIMEOUT).until(() -> server.handled.get() == 256);
			for (int i = 0; i < 100; i++) {
				peer.send("m:Api.tell::" + i);
			}
			peer.write(ClientFrames.close(1000, ""));
			await().atMost(TIMEOUT).until(() -> server.closed.size() == 1 && server.holdsNothing());
			assertThat(server.closed.get(0).code()).isEqualTo(1000);
			assertThat(server.handled).hasValue(356);
			peer.close();
		}
	}

	private void endsWhileBusy(Network network, End end) throws Exception {
		for (int i = 0; i < TIMES; i++) {
			try (EndingServer server = new EndingServer(network, PATIENT, 1)) {
				RawSocket peer = server.connectPeer();
				call(peer, "slow", 300);
				await().atMost(TIMEOUT).until(() -> server.handled.get() == 256);
				end.end(peer);
				isGone(server, 1);
			}
		}
	}

	private static void call(RawSocket peer, String method, int times) throws IOException {
		StringBuilder path = new StringBuilder("r:Api.").append(method).append(':');
		for (int i = 0; i < times; i++) {
			peer.send(path.toString() + i + ":");
		}
	}

	private static void isGone(EndingServer server, int ends) throws Exception {
		await().atMost(TIMEOUT).until(() -> server.closed.size() == ends && server.holdsNothing());
		assertThat(server.closed.get(ends - 1).code()).isEqualTo(1006);
		// There is room again.
		await().atMost(TIMEOUT).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
			server.connectPeer().close();
			return true;
		});
		await().atMost(TIMEOUT).until(server::holdsNothing);
		// Nothing is left to wait for.
		server.active.drain(Duration.ZERO, Duration.ofSeconds(10)).block(Duration.ofSeconds(5));
	}

	@FunctionalInterface
	private interface End {

		void end(RawSocket peer) throws IOException;

	}

}
