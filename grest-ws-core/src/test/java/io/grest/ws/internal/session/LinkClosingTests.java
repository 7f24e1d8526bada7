package io.grest.ws.internal.session;

import java.time.Duration;

import io.grest.ws.internal.transport.Heartbeats;
import io.grest.ws.protocol.SocketCloseStatus;
import io.netty.handler.codec.TooLongFrameException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.web.reactive.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how a {@link Link} closes and ends.
 */
class LinkClosingTests {

	private static final Duration CLOSE_TIMEOUT = LinkFixture.OPTIONS.closeTimeout();

	private final LinkFixture fixture = new LinkFixture().open();

	private final LinkFixture.Listener session = this.fixture.session;

	private final StubWire wire = this.fixture.wire;

	private final Link link = this.fixture.link;

	@AfterEach
	void disposeTime() {
		this.fixture.time.dispose();
	}

	// By this side

	@Test
	void closesAfterQueuedFrames() {
		this.wire.hasRoom = false;
		this.fixture.offer("1");
		this.link.close(SocketCloseStatus.NORMAL);
		assertThat(this.fixture.events).isEmpty();
		this.wire.hasRoom = true;
		this.link.ready();
		assertThat(this.fixture.events).containsExactly("> 1", "> close 1000");
	}

	@Test
	void cutsConnectionThatIsNotClosedInTime() {
		this.link.close(SocketCloseStatus.NORMAL);
		assertThat(this.fixture.takeEvents()).containsExactly("> close 1000");
		this.fixture.pass(CLOSE_TIMEOUT.minusMillis(1));
		assertThat(this.fixture.events).isEmpty();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(this.fixture.events).containsExactly("cut", "ending with 1006", "ended with 1006");
	}

	@Test
	void endsWhenCloseCannotBeSent() {
		this.link.close(SocketCloseStatus.NORMAL);
		this.wire.closing.tryEmitError(new IllegalStateException("Broken pipe"));
		assertThat(this.fixture.events).containsExactly("> close 1000", "ending with 1000 by Broken pipe",
				"ended with 1000 by Broken pipe");
	}

	@Test
	void rejectsWithOneFrame() {
		this.wire.hasRoom = false;
		this.fixture.offer("1");
		this.link.reject(LinkFixture.frame("e"), SocketCloseStatus.NORMAL);
		this.wire.hasRoom = true;
		this.link.ready();
		assertThat(this.fixture.takeEvents()).containsExactly("> e", "> close 1000");
		this.fixture.pass(CLOSE_TIMEOUT);
		assertThat(this.fixture.events).contains("cut");
	}

	@Test
	void rejectsWithoutFrame() {
		this.wire.hasRoom = false;
		this.fixture.offer("1");
		this.link.reject(null, SocketCloseStatus.NORMAL);
		this.wire.hasRoom = true;
		this.link.ready();
		assertThat(this.fixture.takeEvents()).containsExactly("> close 1000");
		this.fixture.pass(CLOSE_TIMEOUT);
		assertThat(this.fixture.events).contains("cut");
	}

	@Test
	void endsOnce() {
		this.link.cut();
		this.link.cut();
		assertThat(this.fixture.events).containsExactly("cut", "ending with 1006", "ended with 1006", "cut",
				"ending with 1006");
	}

	// By the peer or the transport

	@Test
	void endsWithCloseOfPeer() {
		this.wire.end(new CloseStatus(4001, "bye"));
		assertThat(this.fixture.events).containsExactly("peer closed with 4001 bye", "ending with 4001 bye",
				"ended with 4001 bye");
	}

	@Test
	void endsWithFailureOfReceiving() {
		this.wire.status.tryEmitEmpty();
		this.wire.fail(new IllegalStateException("reset"));
		assertThat(this.fixture.events).containsExactly("ending with 1006 by reset", "ended with 1006 by reset");
	}

	@Test
	void endsWithFailureOfSending() {
		this.wire.status.tryEmitEmpty();
		this.wire.sending.tryEmitError(new IllegalStateException("Broken pipe"));
		assertThat(this.fixture.events).containsExactly("ending with 1006 by Broken pipe",
				"ended with 1006 by Broken pipe");
	}

	@Test
	void ignoresFailureOfSendingOnceItHasEnded() {
		this.wire.status.tryEmitEmpty();
		this.link.cut();
		this.fixture.takeEvents();
		this.wire.sending.tryEmitError(new IllegalStateException("Broken pipe"));
		assertThat(this.fixture.events).isEmpty();
	}

	@Test
	void closesSessionWhenTransportFindsTooMuch() {
		this.wire.fail(new TooLongFrameException());
		assertThat(this.fixture.takeEvents()).containsExactly("close with " + SocketCloseStatus.TOO_BIG);
		this.fixture.pass(CLOSE_TIMEOUT);
		assertThat(this.fixture.events).as("The session closes it").isEmpty();
	}

	@Test
	void waitsForTransportThatStillSendsClose() {
		this.session.isClosed = true;
		this.wire.isOpen = true;
		this.wire.end(null);
		this.fixture.pass(CLOSE_TIMEOUT);
		assertThat(this.fixture.events).isEmpty();
	}

	@Test
	void endsThoughTransportOfOpenSessionIsOpen() {
		this.wire.isOpen = true;
		this.wire.end(null);
		assertThat(this.fixture.events).containsExactly("ending with 1006", "ended with 1006");
	}

	@Test
	void endsWithTransportOfClosedSession() {
		this.session.isClosed = true;
		this.wire.end(null);
		assertThat(this.fixture.events).containsExactly("ending with 1006", "ended with 1006");
	}

	@Test
	void cutsConnectionWhoseCloseIsNeverKnown() {
		this.wire.fail(new IllegalStateException("reset"));
		this.fixture.pass(CLOSE_TIMEOUT.minusMillis(1));
		assertThat(this.fixture.events).isEmpty();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(this.fixture.events).containsExactly("cut", "ending with 1006", "ended with 1006");
	}

	@Test
	void endsWithKnownCloseWhenCancelled() {
		this.wire.status.tryEmitValue(new CloseStatus(1001, ""));
		this.link.cancelled();
		assertThat(this.fixture.events).containsExactly("peer closed with 1001", "ending with 1001", "ended with 1001");
	}

	@Test
	void endsWithoutCloseWhenCancelled() {
		this.link.cancelled();
		assertThat(this.fixture.events).containsExactly("ending with 1006", "ended with 1006");
	}

	@Test
	void handlesWhatPeerSentBeforeItsClose() {
		hold("b");
		this.wire.end(new CloseStatus(1000, ""));
		assertThat(this.fixture.takeEvents()).containsExactly("received a", "peer closed with 1000");
		this.session.mustPause = () -> false;
		this.link.roundEnded();
		assertThat(this.fixture.events).containsExactly("received b", "ending with 1000", "ended with 1000");
	}

	@Test
	void waitsForHeldMessagesUntilCloseTimeout() {
		hold("b");
		this.wire.end(new CloseStatus(1000, ""));
		this.fixture.takeEvents();
		this.fixture.pass(CLOSE_TIMEOUT.minusMillis(1));
		assertThat(this.fixture.events).isEmpty();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(this.fixture.events).containsExactly("ending with 1000", "ended with 1000");
	}

	private void hold(String message) {
		this.session.mustPause = () -> true;
		this.wire.send("a");
		this.wire.send(message);
	}

	// What it holds

	@Test
	void releasesAllThatItHolds() {
		Heartbeats heartbeats = new Heartbeats(Duration.ofSeconds(1), Duration.ofSeconds(2), this.fixture.time);
		this.link.watch(heartbeats);
		this.link.whenEnded().subscribe(null, null, () -> this.fixture.events.add("completed"));
		assertThat(this.fixture.events).isEmpty();
		this.link.release();
		assertThat(heartbeats.isEmpty()).isTrue();
		assertThat(this.fixture.events).containsExactly("receives no more", "sends no more",
				"cut after " + CLOSE_TIMEOUT, "completed");
	}

	// Without the session

	@Test
	void endsWithoutSessionThatHasLeftIt() {
		this.link.whenEnded().subscribe(null, null, () -> this.fixture.events.add("completed"));
		this.link.retire(SocketCloseStatus.RESUMED);
		assertThat(this.fixture.takeEvents()).containsExactly("> close 4009 Resumed");
		this.wire.end(new CloseStatus(4009, ""));
		assertThat(this.fixture.events).containsExactly("receives no more", "sends no more",
				"cut after " + CLOSE_TIMEOUT, "completed");
		assertThat(this.link.hasEnded()).isFalse();
	}

	@Test
	void cutsLinkThatSessionHasLeftInTime() {
		this.link.retire(SocketCloseStatus.RESUMED);
		this.fixture.takeEvents();
		this.fixture.pass(CLOSE_TIMEOUT.minusMillis(1));
		assertThat(this.fixture.events).isEmpty();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(this.fixture.events).containsExactly("cut", "receives no more", "sends no more",
				"cut after " + CLOSE_TIMEOUT);
	}

	@Test
	void releasesLinkWhoseLastCloseCannotBeSent() {
		this.link.retire(SocketCloseStatus.RESUMED);
		this.fixture.takeEvents();
		this.wire.closing.tryEmitError(new IllegalStateException("Broken pipe"));
		assertThat(this.fixture.events).containsExactly("receives no more", "sends no more",
				"cut after " + CLOSE_TIMEOUT);
	}

}
