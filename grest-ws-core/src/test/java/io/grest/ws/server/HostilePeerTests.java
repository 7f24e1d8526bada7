package io.grest.ws.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import io.grest.ws.connection.ConnectionOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers that mean harm by what they do and leave undone: each loses its own connection at
 * most, and a good client is served all the same. {@link HostilePeerLoadTests} does more
 * of it.
 */
class HostilePeerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final ConnectionOptions IMPATIENT = ConnectionOptions.builder()
		.heartbeatInterval(Duration.ofMillis(250))
		.heartbeatTimeout(Duration.ofMillis(500))
		.build();

	private AttackedServer server = new AttackedServer();

	private void serverWith(ConnectionOptions options) {
		this.server.close();
		this.server = new AttackedServer(options);
	}

	@AfterEach
	void theGoodAreServedAndNothingIsLeft() throws Exception {
		this.server.serves();
		this.server.close();
	}

	@Test
	void handshakesThatNeverComeEndAtTheTimeout() throws Exception {
		serverWith(ConnectionOptions.builder().handshakeTimeout(Duration.ofMillis(500)).build());
		List<RawSocket> silent = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			silent.add(this.server.upgraded());
		}
		for (RawSocket peer : silent) {
			assertThat(peer.read().text()).startsWith("x:::{").contains("Handshake timeout");
			assertThat(peer.read().closeCode()).isEqualTo(4001);
			peer.close();
		}
	}

	@Test
	void halfAFrameThatNeverEndsIsEndedByTheHeartbeat() throws Exception {
		serverWith(IMPATIENT);
		try (RawSocket peer = this.server.connect()) {
			peer.write(Arrays.copyOf(ClientFrames.frame(0x81, new byte[1_000]), 500));
			assertThat(peer.awaitClose()).isEqualTo(4008);
		}
	}

	@Test
	void bytesOfAFrameThatNeverEndsAreNoSignOfLife() throws Exception {
		isEndedByTheHeartbeat(Arrays.copyOf(ClientFrames.frame(0x81, new byte[60_000]), 500), new byte[1]);
	}

	@Test
	void fragmentsOfAMessageThatNeverEndsAreNoSignOfLife() throws Exception {
		isEndedByTheHeartbeat(ClientFrames.frame(0x01, new byte[1]), ClientFrames.frame(0x00, new byte[1]));
	}

	private void isEndedByTheHeartbeat(byte[] begin, byte[] more) throws Exception {
		serverWith(IMPATIENT);
		try (RawSocket peer = this.server.connect()) {
			peer.write(begin);
			CompletableFuture<Integer> close = CompletableFuture.supplyAsync(() -> closeOf(peer));
			await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(20)).until(() -> {
				try {
					peer.write(more);
				}
				catch (IOException closed) {
					// By the server, as it should be.
				}
				return close.isDone();
			});
			assertThat(close.join()).isEqualTo(4008);
			assertThat(this.server.count("grest.ws.heartbeat.timeouts")).isOne();
		}
	}

	private static int closeOf(RawSocket peer) {
		try {
			return peer.awaitClose();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void pingsWhosePongsNobodyReadsCostNoMemory() throws Exception {
		List<RawSocket> peers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			peers.add(this.server.connect());
		}
		// What the kernel takes, and most chunks that the allocator keeps, come first.
		ping(peers, 16);
		long start = DirectMemory.used();
		assertThat(start).isPositive();
		// Pongs that are kept would add 26 MB each time. A few chunks of the allocator
		// may come at any time, but not each time, and not as many.
		long least = Long.MAX_VALUE;
		for (int time = 0; time < 5 && least >= 8L * 1024 * 1024; time++) {
			long before = DirectMemory.used();
			ping(peers, 32);
			least = Math.min(least, DirectMemory.used() - before);
		}
		assertThat(least).isLessThan(8L * 1024 * 1024);
		assertThat(DirectMemory.used() - start).isLessThan(26_000_000);
		for (RawSocket peer : peers) {
			peer.close();
		}
	}

	private void ping(List<RawSocket> peers, int thousands) throws IOException {
		byte[] pings = ClientFrames.repeat(ClientFrames.frame(0x89, new byte[100]), 1_000);
		for (RawSocket peer : peers) {
			for (int n = 0; n < thousands; n++) {
				peer.write(pings);
			}
		}
		this.server.serves();
	}

	@Test
	void manyCallsOnOneConnectionAreAllAnswered() throws Exception {
		int calls = 20_000;
		try (RawSocket peer = this.server.connect()) {
			CompletableFuture<Void> asking = AttackedServer.ask(peer, calls);
			AttackedServer.answers(peer, calls);
			asking.get(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void openAndResetLeavesNothing() throws Exception {
		for (int i = 0; i < 200; i++) {
			try (RawSocket peer = this.server.upgraded()) {
				peer.reset();
			}
		}
	}

	@Test
	void manyIdleSocketsResetAtOnceLeaveNothing() throws Exception {
		List<RawSocket> idle = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			idle.add(this.server.connect());
		}
		try (CapturedLog log = new CapturedLog(Level.WARN); RawSocket good = this.server.connect()) {
			for (RawSocket peer : idle) {
				peer.reset();
			}
			AttackedServer.serves(good);
			await().atMost(TIMEOUT).until(() -> this.server.connections() == 1);
			assertThat(log.lines()).isEmpty();
		}
	}

	@Test
	void inventedPathsAreAnsweredAndNotKept() throws Exception {
		try (RawSocket peer = this.server.connect(); CapturedLog log = new CapturedLog(Level.WARN)) {
			askInvented(peer, 0, 100);
			int meters = this.server.meters();
			Footprint before = Footprint.now();
			askInvented(peer, 100, 10_100);
			assertThat(this.server.meters()).isEqualTo(meters);
			// Kept, the paths alone would be 5 MB.
			await().atMost(TIMEOUT).until(() -> !Footprint.now().isAbove(before, DataSize.ofMegabytes(2)));
			assertThat(log.lines()).hasSizeLessThanOrEqualTo(1);
			assertThat(this.server.count("grest.ws.requests.refused")).isEqualTo(10_100);
		}
	}

	private static void askInvented(RawSocket peer, int from, int to) throws IOException {
		for (int i = from; i < to; i++) {
			String path = "Api.invented" + i + "x".repeat(500);
			peer.send("r:" + path + ":" + i + ":{}");
			assertThat(peer.read().text()).startsWith("s:" + path + ":" + i + ":{")
				.contains("\"type\":\"ROUTE_NOT_FOUND\"");
		}
	}

	@Test
	void whatAPeerSendsDoesNotFloodTheLog() throws Exception {
		try (CapturedLog log = new CapturedLog(Level.INFO); RawSocket peer = this.server.connect()) {
			for (int i = 0; i < 1_000; i++) {
				peer.send("m:Api.no" + i + "::{}");
				peer.send("m:Api.tell::{");
				peer.send("nonsense");
			}
			AttackedServer.serves(peer);
			assertThat(this.server.count("grest.ws.frames.dropped")).isEqualTo(3_000);
			assertThat(log.lines()).hasSizeLessThan(5);
		}
	}

	@Test
	void whatAPeerSendsForgesNoLineOfTheLog() throws Exception {
		try (CapturedLog log = new CapturedLog(Level.TRACE)) {
			try (RawSocket peer = new RawSocket(this.server.port(), "/api/a%0D%0Aforged%1B%5B31m?q=%0D%0A")) {
				peer.shakeHands();
				String forged = "x\r\n2026-11-22 ERROR forged\u001b[31m";
				peer.send("m:Api.no" + forged + "::{}");
				peer.send("m:Api.tell:" + forged + ":{");
				peer.send(forged);
				for (String path : List.of("Api.echo", "Api.fail", "Api.no" + forged)) {
					peer.send("r:" + path + ":" + forged + ":{\"text\":\"\",\"number\":1}");
					assertThat(peer.read().text()).startsWith("s:" + path + ":" + forged + ":{\"success\":");
				}
				peer.send("r:Api.echo:" + forged + ":" + forged);
				assertThat(peer.read().text()).startsWith("s:Api.echo:" + forged + ":{\"success\":false");
				peer.write(ClientFrames.close(4000, forged));
				this.server.isLeft();
			}
			assertThat(log.lines()).hasSizeGreaterThan(10)
				.allSatisfy(
						(line) -> assertThat(line).doesNotContain("\n").doesNotContain("\r").doesNotContain("\u001b"));
		}
	}

}
