package io.grest.ws.internal.session;

import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection.State;
import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextValues;
import io.grest.ws.internal.wire.ResumeOffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionLinks}, as the peer of a server sees them.
 */
class SessionLinksTests {

	private static final ContextKey<String> DEVICE = ContextKey.of("device", String.class);

	private final RecordedWire second = new RecordedWire();

	private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();

	private KeptSessionFixture session = KeptSessionFixture.server(ConnectionOptions.DEFAULTS);

	private RecordedWire first = this.session.open();

	@AfterEach
	void resetTime() {
		VirtualTimeScheduler.reset();
	}

	@Test
	void waitsForPeerWhenLinkIsLost() {
		this.first.send("m:Api.tell::\"hi\"");
		this.first.end(1006);
		assertThat(this.session.state()).isEqualTo(State.DETACHED);
		assertThat(this.session.events).containsExactly("tell hi", "link ended", "away");
		assertThat(this.first.isReleased()).isTrue();
		assertThat(this.first.closed).as("There is nobody to close it for").isEmpty();
	}

	@Test
	void waitsLongerThanLinkHasToClose() {
		this.first.send("m:Api.tell::\"hi\"");
		this.first.end(1006);
		this.time.advanceTimeBy(ConnectionOptions.DEFAULTS.closeTimeout());
		assertThat(this.session.state()).isEqualTo(State.DETACHED);
	}

	@Test
	void acknowledgesNothingOnceItHasEnded() {
		this.first.send("m:Api.tell::\"hi\"");
		this.first.takeWritten();
		this.first.end(1000);
		this.time.advanceTimeBy(Duration.ofSeconds(5));
		assertThat(this.first.written).isEmpty();
	}

	@Test
	void endsOnceLastCallOfDrainingSessionIsAnswered() {
		this.first.send("r:Api.wait:1:\"a\"");
		this.session.connection.drain();
		assertThat(this.session.state()).isEqualTo(State.DRAINING);
		this.session.answer.tryEmitValue("done");
		assertThat(this.first.written).endsWith("s:Api.wait:1:{\"success\":true,\"type\":\"OK\",\"data\":\"done\"}");
		assertThat(this.first.closed).containsExactly("1000");
	}

	@Test
	void endsWithLinkOfPeerThatHasSentNothing() {
		this.first.end(1006);
		assertThat(this.session.state()).isEqualTo(State.CLOSED);
		assertThat(this.session.events).contains("closed 1006").doesNotContain("away");
	}

	@Test
	void endsWithLinkThatPeerCloses() {
		this.first.send("m:Api.tell::\"hi\"");
		this.first.end(1000);
		assertThat(this.session.state()).isEqualTo(State.CLOSED);
		assertThat(this.session.events).contains("closed 1000").doesNotContain("away");
	}

	@Test
	void ignoresFramesOfLinkThatItHasLeft() {
		this.first.send("m:Api.tell::\"1\"");
		this.session.kept.leave();
		assertThat(this.first.closed).containsExactly("4009 Resumed");
		this.first.send("m:Api.tell::\"2\"");
		assertThat(this.session.events).containsExactly("tell 1", "away");
		assertThat(this.session.kept.offer("token")).isEqualTo(new ResumeOffer("token", 1, 0));
		assertThat(this.session.state()).isEqualTo(State.DETACHED);
		this.first.end(4009);
		assertThat(this.session.events).containsExactly("tell 1", "away", "link ended");
	}

	@Test
	void ignoresFramesOfLinkThatItHadBefore() {
		this.first.send("m:Api.tell::\"1\"");
		KeptSessionFixture.Next next = this.session.next(this.second);
		next.goOn(0, 0);
		assertThat(this.first.closed).containsExactly("4009 Resumed");
		this.first.send("m:Api.tell::\"2\"");
		this.second.send("m:Api.tell::\"3\"");
		RecordedWire third = new RecordedWire();
		this.session.next(third).goOn(0, 0);
		this.second.send("m:Api.tell::\"4\"");
		third.send("m:Api.tell::\"5\"");
		assertThat(this.session.events).filteredOn((event) -> event.startsWith("tell"))
			.containsExactly("tell 1", "tell 3", "tell 5");
		assertThat(third.written).containsExactly("k:::2");
	}

	@Test
	void goesOnWithLinkInPlaceOfLostOne() {
		this.first.send("m:Api.tell::\"1\"");
		this.session.client().note("a");
		this.first.end(1006);
		this.session.client().note("b");
		KeptSessionFixture.Next next = this.session.next(this.second);
		assertThat(this.session.kept.isHeard()).isTrue();
		next.goOn(0, 0);
		assertThat(this.second.written).containsExactly("k:::1", "m:Api.note::\"a\"", "m:Api.note::\"b\"");
		assertThat(this.session.kept.isHeard()).as("Heard over this link").isFalse();
		this.second.send("m:Api.tell::\"2\"");
		assertThat(this.session.kept.isHeard()).isTrue();
		assertThat(this.session.events).containsExactly("tell 1", "link ended", "away", "goes on: true",
				"handshake closed 4009 Resumed", "back", "tell 2");
		assertThat(this.first.closed).isEmpty();
		assertThat(this.second.closed).isEmpty();
	}

	@Test
	void waitsOnceThoughNextLinkHasEndedToo() {
		this.first.send("m:Api.tell::\"1\"");
		this.first.end(1006);
		KeptSessionFixture.Next next = this.session.next(this.second);
		this.second.end(1006);
		next.goOn(0, 0);
		assertThat(this.session.state()).isEqualTo(State.DETACHED);
		assertThat(this.session.events).filteredOn("away"::equals).hasSize(1);
		assertThat(this.session.events).doesNotContain("back", "goes on: true", "goes on: false");
	}

	@Test
	void waitsWhenNextLinkOfOpenSessionHasEnded() {
		this.first.send("m:Api.tell::\"1\"");
		KeptSessionFixture.Next next = this.session.next(this.second);
		this.second.end(1006);
		next.goOn(0, 0);
		assertThat(this.session.state()).isEqualTo(State.DETACHED);
		assertThat(this.session.events).filteredOn("away"::equals).hasSize(1);
		assertThat(this.first.closed).as("The peer has left it").containsExactly("4009 Resumed");
	}

	@Test
	void leavesOnceThoughItHasNoLink() {
		this.first.send("m:Api.tell::\"1\"");
		this.first.end(1006);
		this.session.kept.leave();
		assertThat(this.session.state()).isEqualTo(State.DETACHED);
		assertThat(this.session.events).doesNotContain("closed 4009 Resumed");
	}

	@Test
	void endsWhenItLeavesWhileItDrains() {
		this.first.send("m:Api.tell::\"1\"");
		this.first.send("r:Api.wait:1:\"a\"");
		this.session.connection.drain();
		assertThat(this.session.state()).isEqualTo(State.DRAINING);
		this.session.kept.leave();
		assertThat(this.session.state()).isEqualTo(State.CLOSED);
		assertThat(this.session.events).contains("closed 4009 Resumed").doesNotContain("away");
		assertThat(this.first.closed).containsExactly("4009 Resumed");
		this.session.next(this.second).goOn(0, 0);
		assertThat(this.session.events).endsWith("goes on: false");
	}

	@Test
	void doesNotGoOnWhileItDrains() {
		this.first.send("r:Api.wait:1:\"a\"");
		this.session.connection.drain();
		this.session.next(this.second).goOn(0, 0);
		this.session.next(new RecordedWire()).goOn(0, 0);
		assertThat(this.session.events).filteredOn("goes on: false"::equals).hasSize(2);
		assertThat(this.first.closed).containsExactly("4009 Resumed");
		assertThat(this.second.written).isEmpty();
	}

	@Test
	void cancelsCallThatEndedWhileItHadNoLink() {
		this.first.send("m:Api.tell::\"1\"");
		Disposable call = this.session.client().areYouThere().subscribe();
		this.session.client().areYouThere().subscribe((there) -> this.session.events.add("there: " + there));
		this.first.end(1006);
		call.dispose();
		this.session.next(this.second).goOn(0, 0);
		assertThat(this.second.written).startsWith("k:::1", "z::~1:", "r:Api.areYouThere:~2;dl=30000:");
		this.second.send("s:Api.areYouThere:~2:{\"success\":true,\"type\":\"OK\",\"data\":true}");
		assertThat(this.session.events).endsWith("there: true");
	}

	@Test
	void goesOnOnlyIfPeerKeepsWhatIsMissing() {
		this.first.send("m:Api.tell::\"1\"");
		this.session.next(this.second).goOn(0, 1);
		assertThat(this.session.events).contains("goes on: true");
		this.session.next(new RecordedWire()).goOn(0, 2);
		assertThat(this.session.events).contains("goes on: false", "closed 4009 Resumed");
	}

	@Test
	void hasUserAndValuesOfNextLink() {
		this.first.send("m:Api.tell::\"1\"");
		ContextValues values = new ContextValues();
		values.set(DEVICE, "phone");
		this.session.next(this.second, () -> "ann", values).goOn(0, 0);
		assertThat(this.session.connection.principal())
			.hasValueSatisfying((principal) -> assertThat(principal.getName()).isEqualTo("ann"));
		assertThat(this.session.connection.get(DEVICE)).isEqualTo("phone");
	}

	@Test
	void readsOnThoughNextLinkWasPaused() {
		this.first.send("m:Api.tell::\"1\"");
		KeptSessionFixture.Next next = this.session.next(this.second);
		next.goOn(0, 0);
		this.second.send("m:Api.tell::\"2\"");
		this.second.send("m:Api.tell::\"3\"");
		assertThat(this.session.events).endsWith("tell 2", "tell 3");
	}

	@Test
	void readsAheadWhileItMustPause() {
		open(ConnectionOptions.builder().maxInFlight(1).build());
		for (RecordedWire wire : List.of(this.first, this.second)) {
			if (wire == this.second) {
				this.session.next(wire).goOn(0, 0);
			}
			long before = this.session.connection.status().receivedBytes();
			wire.send("r:Api.wait:1:\"a\"");
			wire.send("m:Api.tell::\"2\"");
			wire.send("m:Api.tell::\"3\"");
			assertThat(this.session.events).doesNotContain("tell 2", "tell 3");
			assertThat(this.session.connection.status().receivedBytes() - before)
				.isGreaterThan("r:Api.wait:1:\"a\"m:Api.tell::\"2\"".length());
		}
	}

	@Test
	void sendsNoMoreOfStreamThanItMaySendAgain() {
		open(ConnectionOptions.builder().replayFrames(2).build());
		this.first.takeWritten();
		this.first.send("r:Api.count:1;cr=10:");
		assertThat(this.first.takeWritten()).filteredOn((frame) -> frame.startsWith("n:")).hasSize(2);
		assertThat(this.session.kept.size()).isEqualTo(2 * "n::1:1".length());
		this.first.send("a::1:");
		assertThat(this.first.takeWritten()).containsExactly("n::1:3");
		this.first.send("a::3:");
		assertThat(this.first.takeWritten()).containsExactly("n::1:4", "n::1:5");
		assertThat(this.session.kept.offer("t").base()).isEqualTo(3);
	}

	@Test
	void logsLossAndReturn() {
		Logger logger = (Logger) LoggerFactory.getLogger("io.grest.ws.connection");
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		Level before = logger.getLevel();
		logger.setLevel(Level.DEBUG);
		logger.addAppender(appender);
		try {
			this.first.send("m:Api.tell::\"1\"");
			this.session.client().note("a");
			this.first.end(1006);
			this.session.next(this.second).goOn(0, 0);
			this.session.next(new RecordedWire()).goOn(1, 0);
		}
		finally {
			logger.detachAppender(appender);
			logger.setLevel(before);
		}
		String name = this.session.connection.toString();
		assertThat(appender.list).extracting(ILoggingEvent::getFormattedMessage)
			.filteredOn((line) -> line.startsWith(name + " "))
			.filteredOn((line) -> line.contains("socket"))
			.satisfiesExactly((line) -> assertThat(line).contains("has lost its socket with 1006"),
					(line) -> assertThat(line).contains("goes on with another socket after ")
						.endsWith(" and sends 1 frames of 15 bytes again"),
					(line) -> assertThat(line).contains("goes on with another socket in place of the one that it had")
						.endsWith(" and sends 0 frames of 0 bytes again"));
	}

	private void open(ConnectionOptions options) {
		this.session = KeptSessionFixture.server(options);
		this.first = this.session.open();
	}

}
