package io.grest.ws.internal.session;

import java.time.Duration;

import io.grest.ws.connection.CloseReason;
import io.grest.ws.connection.CloseReason.Initiator;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketClosedException;
import io.grest.ws.connection.SocketConnection.State;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.protocol.SocketCloseStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.web.reactive.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionEnding}.
 */
class SessionEndingTests {

	private static final Duration CLOSE_TIMEOUT = ConnectionOptions.DEFAULTS.closeTimeout();

	private static final CloseStatus ANSWER = new CloseStatus(1000, "");

	private SessionFixture fixture;

	@AfterEach
	void resetTime() {
		VirtualTimeScheduler.reset();
	}

	// By this side

	@Test
	void rejectsHandshake() {
		this.fixture = SessionFixture.begin();
		ForbiddenException cause = new ForbiddenException();
		this.fixture.client().note("hi");
		this.fixture.side.control.reject(SessionFixture.frame("e:::no"), new SocketCloseStatus(4003, "no"), cause);
		this.fixture.side.control.reject(null, SocketCloseStatus.NORMAL, null);
		assertThat(this.fixture.events).containsExactly("> e:::no", "> close 4003 no");
		assertThat(this.fixture.measured).containsExactly("rejected by FORBIDDEN");
		this.fixture.wire.end(ANSWER);
		assertThat(this.fixture.reason).usingRecursiveComparison()
			.isEqualTo(new CloseReason(new SocketCloseStatus(4003, "no"), Initiator.LOCAL, cause));
		assertThat(this.fixture.measured).containsExactly("rejected by FORBIDDEN", "not opened but closed with 4003");
	}

	@Test
	void rejectsHandshakeThatHoldsFrame() {
		this.fixture = SessionFixture.begin();
		this.fixture.side.holds = true;
		this.fixture.wire.send("m:Api.tell::\"1\"");
		this.fixture.side.control.reject(null, SocketCloseStatus.NORMAL, null);
		assertThat(this.fixture.connection.handlesMessages()).isFalse();
		assertThat(this.fixture.events).containsExactly("handshake received MSG", "> close 1000");
	}

	@Test
	void closesDuringHandshake() {
		this.fixture = SessionFixture.begin();
		this.fixture.side.holds = true;
		this.fixture.wire.send("m:Api.tell::\"1\"");
		this.fixture.client().note("hi");
		this.fixture.connection.close();
		assertThat(this.fixture.connection.handlesMessages()).isFalse();
		assertThat(this.fixture.events).containsExactly("handshake received MSG", "> close 1000");
	}

	@Test
	void closesAfterQueuedFramesAndLastOne() {
		this.fixture = SessionFixture.open();
		this.fixture.wire.hasRoom = false;
		this.fixture.client().note("hi");
		IllegalStateException cause = new IllegalStateException();
		this.fixture.session.close(SessionFixture.frame("e:::last"), SocketCloseStatus.NORMAL, cause);
		this.fixture.wire.hasRoom = true;
		this.fixture.session.queue().drain();
		assertThat(this.fixture.events).containsExactly("> m:Api.note::\"hi\"", "> e:::last", "> close 1000");
		this.fixture.wire.end(new CloseStatus(4000, ""));
		assertThat(this.fixture.reason).usingRecursiveComparison()
			.isEqualTo(new CloseReason(SocketCloseStatus.NORMAL, Initiator.LOCAL, cause));
		assertThat(this.fixture.measured).containsExactly("closed with 1000");
	}

	@Test
	void endsCallsOfBothSidesWhenItCloses() {
		this.fixture = SessionFixture.open();
		this.fixture.wire.send("r:Api.ask:1:\"a\"");
		this.fixture.client().areYouThere().subscribe(null, (ex) -> this.fixture.events.add("failed"));
		this.fixture.events.clear();
		this.fixture.connection.close();
		assertThat(this.fixture.events).containsExactly("> close 1000", "failed", "cancelled a");
	}

	@Test
	void refusesCallsOnceNodeStops() {
		this.fixture = SessionFixture.open();
		this.fixture.connection.refuseCalls();
		this.fixture.wire.send("r:Api.ask:1:\"a\"");
		assertThat(this.fixture.events).hasSize(1).first().asString().startsWith("> s:Api.ask:1:{\"success\":false");
	}

	@Test
	void goesAwayOnceCallsHaveEnded() {
		this.fixture = SessionFixture.open();
		this.fixture.wire.send("r:Api.ask:1:\"a\"");
		this.fixture.connection.goAway(Duration.ofSeconds(1));
		this.fixture.pass(Duration.ofSeconds(1));
		assertThat(this.fixture.events).isEmpty();
		this.fixture.answer.tryEmitValue("done");
		assertThat(this.fixture.events).hasSize(2).last().isEqualTo("> close " + SocketCloseStatus.GOING_AWAY);
	}

	@Test
	void goesAwayAtOnce() {
		this.fixture = SessionFixture.open();
		this.fixture.connection.goAwayNow(Duration.ofSeconds(1));
		assertThat(this.fixture.events).containsExactly("> close " + SocketCloseStatus.GOING_AWAY);
		this.fixture.pass(Duration.ofMillis(999));
		assertThat(this.fixture.events).hasSize(1);
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(this.fixture.events).contains("cut", "closed " + SocketCloseStatus.GOING_AWAY);
	}

	// By the other side

	@Test
	void closesWithErrorThatPeerAnnounces() {
		this.fixture = SessionFixture.open();
		ForbiddenException error = new ForbiddenException();
		this.fixture.session.closing(new SocketCloseStatus(4003, "no"), error);
		assertThat(error).hasCauseInstanceOf(SocketClosedException.class);
		this.fixture.pass(CLOSE_TIMEOUT.minusMillis(1));
		assertThat(this.fixture.events).isEmpty();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(this.fixture.events).containsExactly("> close 4003 no");
		this.fixture.wire.end(ANSWER);
		assertThat(this.fixture.reason).usingRecursiveComparison()
			.isEqualTo(new CloseReason(new SocketCloseStatus(4003, "no"), Initiator.REMOTE, error));
	}

	@Test
	void waitsOnceForCloseThatPeerAnnounces() {
		this.fixture = SessionFixture.open();
		this.fixture.session.closing(SocketCloseStatus.NORMAL, new ForbiddenException());
		this.fixture.pass(CLOSE_TIMEOUT.minusMillis(1));
		this.fixture.session.closing(SocketCloseStatus.NORMAL, new ForbiddenException());
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(this.fixture.events).containsExactly("> close 1000");
	}

	@Test
	void hasReasonOfPeersClose() {
		this.fixture = SessionFixture.open();
		this.fixture.wire.end(new CloseStatus(4000, "bye"));
		assertThat(this.fixture.reason).usingRecursiveComparison()
			.isEqualTo(new CloseReason(new SocketCloseStatus(4000, "bye"), Initiator.REMOTE, null));
		assertThat(this.fixture.events).endsWith("handshake closed 4000 bye", "closed 4000 bye", "receives no more",
				"sends no more", "cut after " + CLOSE_TIMEOUT, "link ended");
	}

	@Test
	void cancelsNoAnswerForPeerThatMayReturn() {
		this.fixture = SessionFixture.openKept();
		this.fixture.wire.send("r:Api.ask:1:\"a\"");
		this.fixture.wire.end(new CloseStatus(1012, ""));
		assertThat(this.fixture.connection.status().state()).isEqualTo(State.DETACHED);
		assertThat(this.fixture.events).doesNotContain("cancelled a");
	}

	@Test
	void logsThatMessageOfPeerWasTooBig() {
		this.fixture = SessionFixture.open();
		assertThat(this.fixture.logged(() -> {
			this.fixture.session.close(SocketCloseStatus.TOO_BIG);
			this.fixture.wire.end(ANSWER);
		})).singleElement().asString().contains(" closed: the peer sent a message over max-frame-size");
	}

	@Test
	void logsThatMessageToPeerWasTooBig() {
		this.fixture = SessionFixture.open();
		assertThat(this.fixture.logged(() -> this.fixture.wire.end(new CloseStatus(1009, "")))).singleElement()
			.asString()
			.contains(" closed: a message exceeded the limit of its receiver");
	}

	// By the link

	@Test
	void givesUpSilentPeer() {
		this.fixture = SessionFixture.openWithHeartbeats();
		this.fixture.wire.hasRoom = false;
		this.fixture.client().note("hi");
		this.fixture.pass(SessionFixture.INTERVAL.multipliedBy(2));
		this.fixture.wire.hasRoom = true;
		this.fixture.session.queue().drain();
		assertThat(this.fixture.events).doesNotContain("> m:Api.note::\"hi\"")
			.contains("> close " + SocketCloseStatus.HEARTBEAT_TIMEOUT);
		assertThat(this.fixture.measured).containsExactly("silent");
	}

	@Test
	void closesNowWithoutQueuedFrames() {
		this.fixture = SessionFixture.open();
		this.fixture.wire.hasRoom = false;
		this.fixture.client().note("hi");
		this.fixture.session.closeNow(SocketCloseStatus.SLOW_CONSUMER, "is slow");
		this.fixture.session.closeNow(SocketCloseStatus.SLOW_CONSUMER, "is slow");
		this.fixture.wire.hasRoom = true;
		this.fixture.session.queue().drain();
		assertThat(this.fixture.events).containsExactly("> close " + SocketCloseStatus.SLOW_CONSUMER);
		assertThat(this.fixture.measured).as("Once").containsExactly("slow");
	}

	@Test
	void waitsForSilentPeerThatMayReturn() {
		this.fixture = SessionFixture.openKept();
		this.fixture.wire.send("m:Api.tell::\"1\"");
		this.fixture.pass(SessionFixture.INTERVAL.multipliedBy(3));
		assertThat(this.fixture.connection.status().state()).isEqualTo(State.DETACHED);
		assertThat(this.fixture.events).contains("> close " + SocketCloseStatus.HEARTBEAT_TIMEOUT);
		assertThat(this.fixture.reason).isNull();
	}

	@Test
	void endsWhenClosedWhilePeerIsGivenUp() {
		this.fixture = SessionFixture.openKept();
		this.fixture.whenTold = () -> {
			Link link = this.fixture.session.sender().link();
			this.fixture.session.givenUp(link, SocketCloseStatus.HEARTBEAT_TIMEOUT, "has been silent");
			this.fixture.connection.close();
		};
		this.fixture.wire.send("m:Api.tell::\"1\"");
		assertThat(this.fixture.events).contains("closed 1000");
	}

	@Test
	void endsWhenClosedWhileItsLinkEnds() {
		this.fixture = SessionFixture.openKept();
		this.fixture.whenTold = () -> {
			this.fixture.wire.status.tryEmitEmpty();
			this.fixture.session.sender().link().cut();
			assertThat(this.fixture.reason).isNull();
			this.fixture.connection.close();
		};
		this.fixture.wire.send("m:Api.tell::\"1\"");
		assertThat(this.fixture.events).contains("closed 1000");
	}

	// Without the link

	@Test
	void endsWhenItsLinkIsGivenAway() {
		KeptSessionFixture kept = KeptSessionFixture.server(ConnectionOptions.DEFAULTS);
		kept.open();
		KeptSessionFixture.Next next = kept.next(new RecordedWire());
		next.control.connection().onClose((reason) -> kept.events.add("next closed " + reason.status()));
		next.goOn(0, 0);
		assertThat(kept.events).containsExactly("goes on: true", "handshake closed 4009 Resumed",
				"next closed 4009 Resumed", "back");
	}

	@Test
	void hasReasonOfOrderlyEnd() {
		this.fixture = SessionFixture.openKept();
		this.fixture.wire.send("g:::{\"sent\":0}");
		assertThat(this.fixture.reason).usingRecursiveComparison()
			.isEqualTo(new CloseReason(SocketCloseStatus.GOING_AWAY, Initiator.LOCAL, null));
	}

}
