package io.grest.ws.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Attacks at full size: a good client has its answers within two seconds meanwhile and
 * afterwards, and nothing that they took is kept. Run by
 * {@code ./mvnw -Pheavy -pl grest-ws-core -am test}.
 */
@Tag("heavy")
class HostilePeerLoadTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private static final DataSize LEFT = DataSize.ofMegabytes(16);

	private static final DataSize MEANWHILE = DataSize.ofMegabytes(80);

	private static final int MORE_DESCRIPTORS = 16;

	private final AttackedServer server = new AttackedServer();

	private Footprint before;

	// What is made once and kept, such as the threads of the server, comes first.
	@BeforeEach
	void warmUp() throws Exception {
		for (int i = 0; i < 100; i++) {
			this.server.serves();
		}
		this.server.isLeft();
		this.before = Footprint.now();
	}

	@AfterEach
	void theGoodAreServedAndNothingIsLeft(TestInfo test) throws Exception {
		try (RawSocket good = this.server.upgraded()) {
			AttackedServer.serves(good.patience(GoodClient.PATIENCE).shakeHands());
		}
		this.server.isLeft();
		await().atMost(TIMEOUT).untilAsserted(() -> {
			Footprint after = Footprint.now();
			assertThat(after.isAbove(this.before, LEFT)).as("before: %s; after: %s", this.before, after).isFalse();
			assertThat(after.descriptors()).isLessThanOrEqualTo(this.before.descriptors() + MORE_DESCRIPTORS);
		});
		System.out.printf("%s: before %s, after %s%n", test.getDisplayName(), this.before, Footprint.now());
		this.server.close();
	}

	private GoodClient good() throws Exception {
		return new GoodClient(this.server.connect());
	}

	private void isBounded() {
		Footprint now = Footprint.now();
		System.out.println("meanwhile " + now);
		assertThat(now.isAbove(this.before, MEANWHILE)).as("before: %s; now: %s", this.before, now).isFalse();
	}

	@Test
	void fiveThousandIdleSocketsAreReset() throws Exception {
		GoodClient good = good();
		try (good) {
			List<RawSocket> idle = new ArrayList<>();
			for (int i = 0; i < 5_000; i++) {
				idle.add(this.server.connect());
			}
			for (RawSocket peer : idle) {
				peer.reset();
			}
			await().atMost(TIMEOUT).until(() -> this.server.connections() == 1);
		}
		System.out.println(good);
	}

	@Test
	void twoThousandConnectionsAreOpenedAndReset() throws Exception {
		GoodClient good = good();
		try (good) {
			for (int i = 0; i < 2_000; i++) {
				this.server.upgraded().reset();
			}
			await().atMost(TIMEOUT).until(() -> this.server.connections() == 1);
		}
		System.out.println(good);
	}

	@Test
	void twoHundredThousandCallsOnOneConnectionAreAnswered() throws Exception {
		int calls = 200_000;
		GoodClient good = good();
		try (good; RawSocket peer = this.server.connect()) {
			CompletableFuture<Void> asking = AttackedServer.ask(peer, calls);
			AttackedServer.answers(peer, calls);
			asking.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
		System.out.println(good);
	}

	@Test
	void aHundredThousandAnswersThatNobodyReadsWaitWithTheirCallers() throws Exception {
		int calls = 100_000;
		GoodClient good = good();
		try (good; RawSocket peer = this.server.connect()) {
			CompletableFuture<Void> asking = AttackedServer.ask(peer, calls);
			// The good client goes on, so it stands still where no more than its calls
			// are handled.
			AtomicInteger last = new AtomicInteger();
			await().atMost(TIMEOUT)
				.pollInterval(Duration.ofMillis(500))
				.until(() -> this.server.handled() - last.getAndSet(this.server.handled()) < 100);
			assertThat(asking).isNotDone();
			isBounded();
			AttackedServer.answers(peer, calls);
			asking.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
		System.out.println(good);
	}

	// Of so many buffers, some are enough to find a leak: to follow each one would be
	// most of the load.
	@Test
	void eightTimesAHundredThousandPingsWhosePongsNobodyReadsAreTaken() throws Exception {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
		try {
			// The allocator keeps its chunks, some 40 MB for this attack; what comes next
			// has to make do with them.
			ping();
			this.before = Footprint.now();
			ping();
		}
		finally {
			ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		}
	}

	private void ping() throws Exception {
		byte[] pings = ClientFrames.repeat(ClientFrames.frame(0x89, new byte[100]), 1_000);
		List<RawSocket> peers = new ArrayList<>();
		GoodClient good = good();
		try (good) {
			for (int i = 0; i < 8; i++) {
				peers.add(this.server.connect());
			}
			for (int i = 0; i < 100; i++) {
				for (RawSocket peer : peers) {
					peer.write(pings);
				}
			}
			isBounded();
			for (RawSocket peer : peers) {
				peer.close();
			}
			await().atMost(TIMEOUT).until(() -> this.server.connections() == 1);
		}
		System.out.println(good);
	}

}
