package io.grest.ws.internal.session;

import java.time.Duration;

import io.grest.ws.internal.transport.Heartbeats;
import io.grest.ws.protocol.SocketCloseStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a {@link Link} passes on between its transport and its session.
 */
class LinkTests {

	private static final Duration STALL_TIMEOUT = LinkFixture.OPTIONS.stallTimeout();

	private static final Duration INTERVAL = Duration.ofSeconds(8);

	private final LinkFixture fixture = new LinkFixture().open();

	private final LinkFixture.Listener session = this.fixture.session;

	private final StubWire wire = this.fixture.wire;

	private final Link link = this.fixture.link;

	private final Heartbeats heartbeats = new Heartbeats(INTERVAL, INTERVAL.multipliedBy(2), this.fixture.time);

	@AfterEach
	void disposeTime() {
		this.fixture.time.dispose();
	}

	// Messages

	@Test
	void passesMessagesToSession() {
		this.wire.send("a");
		this.link.guard();
		this.wire.send("b");
		this.wire.send("c");
		assertThat(this.fixture.events).containsExactly("received a", "received b", "received c");
	}

	@Test
	void passesNoMessageOnceFencedOff() {
		this.link.guard();
		this.link.fence(() -> this.fixture.events.add("fenced off"));
		this.wire.send("a");
		assertThat(this.fixture.events).containsExactly("fenced off");
	}

	@Test
	void isFencedOffOnceMessageHasPassed() {
		this.link.guard();
		this.session.whenReceived = () -> {
			this.link.fence(() -> this.fixture.events.add("fenced off"));
			this.fixture.events.add("handled");
		};
		this.wire.send("a");
		this.wire.send("b");
		assertThat(this.fixture.events).containsExactly("received a", "handled", "fenced off");
	}

	@Test
	void isFencedOffThoughSessionFails() {
		this.link.guard();
		this.session.whenReceived = () -> {
			this.link.fence(() -> this.fixture.events.add("fenced off"));
			throw new IllegalStateException("bug");
		};
		assertThat(catchFailure(() -> this.link.received(new byte[] { 'a' }, 1))).isEqualTo("bug");
		assertThat(this.fixture.events).containsExactly("received a", "fenced off");
	}

	@Test
	void isFencedOffAtOnceWithoutGuard() {
		this.link.fence(() -> this.fixture.events.add("fenced off"));
		assertThat(this.fixture.events).containsExactly("fenced off");
	}

	@Test
	void belongsToAnotherSession() {
		this.link.moveTo(this.fixture.new Listener("next "));
		this.wire.send("a");
		assertThat(this.fixture.events).containsExactly("next received a");
	}

	@Test
	void closesSessionOfPeerThatSendsTooMuch() {
		this.wire.send("x".repeat((int) LinkFixture.OPTIONS.maxFrameSize().toBytes() + 1));
		assertThat(this.fixture.events).containsExactly("close with " + SocketCloseStatus.TOO_BIG);
	}

	@Test
	void ignoresViolationOnLinkThatSessionLeft() {
		this.link.retire(SocketCloseStatus.RESUMED);
		this.fixture.takeEvents();
		this.link.violated(SocketCloseStatus.TOO_BIG);
		assertThat(this.fixture.events).isEmpty();
	}

	// Pauses

	@Test
	void readsOnceSessionNoLongerPauses() {
		this.session.mustPause = () -> true;
		assertThat(this.link.mustPause()).isTrue();
		this.wire.send("a");
		this.wire.send("b");
		assertThat(this.fixture.events).containsExactly("received a");
		this.session.mustPause = () -> false;
		assertThat(this.link.mustPause()).isFalse();
		this.link.roundEnded();
		assertThat(this.fixture.events).containsExactly("received a", "received b");
	}

	@Test
	void pausesWhileQueueIsFull() {
		this.wire.hasRoom = false;
		this.fixture.offer("1");
		assertThat(this.link.mustPause()).isFalse();
		this.fixture.offer("2");
		assertThat(this.link.mustPause()).isTrue();
		this.wire.hasRoom = true;
		this.link.ready();
		assertThat(this.link.mustPause()).isFalse();
		assertThat(this.fixture.events).containsExactly("> 1", "> 2");
	}

	@Test
	void doesNotPauseOnceSessionHasLeftIt() {
		this.session.mustPause = () -> true;
		this.link.guard();
		this.wire.send("a");
		this.wire.send("b");
		this.link.fence(() -> this.link.retire(SocketCloseStatus.RESUMED));
		assertThat(this.link.mustPause()).isFalse();
		this.wire.end(null);
		assertThat(this.fixture.events).as("The end comes after what is held, which is ignored")
			.containsExactly("received a", "> close 4009 Resumed", "receives no more", "sends no more",
					"cut after PT5S");
	}

	// The peer

	@Test
	void givesUpPeerThatReadsNothing() {
		this.fixture.offer("1");
		this.wire.pendingBytes = 1;
		this.fixture.offer("2");
		this.fixture.takeEvents();
		this.fixture.pass(STALL_TIMEOUT.minusMillis(1));
		assertThat(this.fixture.events).isEmpty();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(this.fixture.events)
			.containsExactly("given up with " + SocketCloseStatus.SLOW_CONSUMER + ", as it does not read");
	}

	@Test
	void givesUpSilentPeer() {
		this.link.watch(this.heartbeats);
		this.fixture.pass(INTERVAL.multipliedBy(2));
		assertThat(this.fixture.events).containsExactly("> ping",
				"given up with " + SocketCloseStatus.HEARTBEAT_TIMEOUT + ", as it has been silent");
	}

	@Test
	void hearsPeerWithEachMessage() {
		this.link.watch(this.heartbeats);
		this.fixture.pass(INTERVAL);
		this.wire.send("a");
		assertThat(this.link.watch().silentFor()).isZero();
		this.fixture.pass(INTERVAL);
		assertThat(this.fixture.events).containsExactly("> ping", "received a", "> ping");
	}

	@Test
	void doesNotWatchPeerOfLinkThatHasEnded() {
		this.link.cut();
		assertThat(this.link.hasEnded()).isTrue();
		this.link.watch(this.heartbeats);
		assertThat(this.heartbeats.isEmpty()).isTrue();
	}

	@Test
	void doesNotWaitForPeerOnceReleased() {
		this.wire.pendingBytes = 1;
		this.fixture.offer("1");
		this.link.release();
		this.fixture.takeEvents();
		this.fixture.pass(STALL_TIMEOUT);
		assertThat(this.fixture.events).isEmpty();
	}

	@Test
	void watchesPeerUntilSessionHasLeftIt() {
		this.link.watch(this.heartbeats);
		assertThat(this.heartbeats.isEmpty()).isFalse();
		this.link.retire(SocketCloseStatus.RESUMED);
		assertThat(this.heartbeats.isEmpty()).isTrue();
	}

	// To the session and the transport

	@Test
	void reportsFailureToSession() {
		this.link.failed(new IllegalStateException("bug"));
		assertThat(this.fixture.events).containsExactly("failed by bug");
	}

	@Test
	void isClosedWithItsSessionOrWithoutIt() {
		assertThat(this.link.isClosed()).isFalse();
		this.session.isClosed = true;
		assertThat(this.link.isClosed()).isTrue();
		this.session.isClosed = false;
		this.link.retire(SocketCloseStatus.RESUMED);
		assertThat(this.link.isClosed()).isTrue();
	}

	@Test
	void asksSessionToCloseNow() {
		this.link.closeNow(SocketCloseStatus.SLOW_CONSUMER, "is slow");
		assertThat(this.fixture.events)
			.containsExactly("close now with " + SocketCloseStatus.SLOW_CONSUMER + ", as it is slow");
	}

	@Test
	void runsTasksOfTransport() {
		this.link.execute(() -> this.fixture.events.add("task"));
		this.link.executeLater(() -> this.fixture.events.add("another"));
		assertThat(this.fixture.events).containsExactly("task", "later", "another");
		assertThat(this.link.transport()).isSameAs(this.wire);
	}

	private static String catchFailure(Runnable task) {
		try {
			task.run();
			return "";
		}
		catch (IllegalStateException ex) {
			return ex.getMessage();
		}
	}

}
