package io.grest.ws.internal.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Heartbeats}, in virtual time.
 */
class HeartbeatsTests {

	private static final Duration INTERVAL = Duration.ofSeconds(8);

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final Heartbeats heartbeats = new Heartbeats(INTERVAL, TIMEOUT, this.scheduler);

	private final Peer peer = new Peer();

	private long seconds;

	@AfterEach
	void disposeScheduler() {
		this.scheduler.dispose();
	}

	@Test
	void pingsSilentPeerEachInterval() {
		this.heartbeats.watch(this.peer);
		pass(7);
		assertThat(this.peer.events).isEmpty();
		pass(12);
		assertThat(this.peer.events).containsExactly("ping at 8", "ping at 16");
	}

	@Test
	void givesUpPeerSilentForTimeoutOnce() {
		this.heartbeats.watch(this.peer);
		pass(19);
		this.peer.events.clear();
		pass(100);
		assertThat(this.peer.events).containsExactly("silent at 20");
	}

	@Test
	void startsIntervalAgainWhenPeerIsHeard() {
		Heartbeats.Beat beat = this.heartbeats.watch(this.peer);
		pass(5);
		assertThat(beat.silentFor()).isEqualTo(Duration.ofSeconds(5));
		beat.heard();
		assertThat(beat.silentFor()).isEqualTo(Duration.ZERO);
		pass(3);
		assertThat(beat.silentFor()).isEqualTo(Duration.ofSeconds(3));
		pass(17);
		assertThat(this.peer.events).containsExactly("ping at 13", "ping at 21", "silent at 25");
	}

	@Test
	void doesNotPingPeerHeardInSameTick() {
		Heartbeats.Beat beat = this.heartbeats.watch(this.peer);
		this.peer.beforeCheck = beat::heard;
		pass(100);
		assertThat(this.peer.events).isEmpty();
	}

	@Test
	void looksForPeerWhileNothingIsRead() {
		this.heartbeats.watch(this.peer);
		this.peer.deaf = true;
		pass(50);
		assertThat(this.peer.events).containsExactly("ping at 8", "look for PT20S at 8", "ping at 16",
				"look for PT20S at 16", "ping at 24", "look for PT20S at 24", "ping at 32", "look for PT20S at 32",
				"ping at 40", "look for PT20S at 40", "ping at 48", "look for PT20S at 48");
	}

	@Test
	void grantsWholeTimeoutAfterNothingWasRead() {
		this.heartbeats.watch(this.peer);
		this.peer.deaf = true;
		pass(50);
		this.peer.events.clear();
		this.peer.deaf = false;
		pass(20);
		assertThat(this.peer.events).containsExactly("ping at 58", "ping at 66", "silent at 70");
	}

	@Test
	void forgetsConnectionThatHasEnded() {
		Heartbeats.Beat beat = this.heartbeats.watch(this.peer);
		pass(1);
		beat.stop();
		pass(100);
		assertThat(this.peer.events).isEmpty();
		assertThat(beat.silentFor()).as("The wheel stands still").isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void watchesOthersThoughOneFails() {
		Peer failing = new Peer();
		failing.beforeCheck = () -> {
			throw new IllegalStateException("broken");
		};
		this.heartbeats.watch(failing);
		this.heartbeats.watch(this.peer);
		this.heartbeats.watch(failing);
		pass(8);
		assertThat(this.peer.events).containsExactly("ping at 8");
	}

	@Test
	void ignoresSchedulerThatIsShutDown() {
		this.scheduler.dispose();
		Heartbeats.Beat beat = this.heartbeats.watch(this.peer);
		assertThat(beat.silentFor()).isEqualTo(Duration.ZERO);
	}

	private void pass(int seconds) {
		for (int i = 0; i < seconds; i++) {
			this.seconds++;
			this.scheduler.advanceTimeBy(Duration.ofSeconds(1));
		}
	}

	private final class Peer implements Heartbeats.Connection {

		private final List<String> events = new ArrayList<>();

		private boolean deaf;

		private Runnable beforeCheck = () -> {
		};

		@Override
		public boolean isDeaf() {
			this.beforeCheck.run();
			return this.deaf;
		}

		@Override
		public void lookForPeer(Duration timeout) {
			add("look for " + timeout);
		}

		@Override
		public void ping() {
			add("ping");
		}

		@Override
		public void silent() {
			add("silent");
		}

		private void add(String event) {
			this.events.add(event + " at " + HeartbeatsTests.this.seconds);
		}

	}

}
