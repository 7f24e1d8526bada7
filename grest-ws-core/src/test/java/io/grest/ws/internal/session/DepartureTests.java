package io.grest.ws.internal.session;

import java.time.Duration;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.SocketConnection.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Departure}, in virtual time, as the other side sees it.
 */
class DepartureTests {

	private static final Duration CLOSE_TIMEOUT = ConnectionOptions.DEFAULTS.closeTimeout();

	private VirtualTimeScheduler time;

	private KeptSessionFixture session;

	private RecordedWire wire;

	@BeforeEach
	void start() {
		this.time = VirtualTimeScheduler.getOrSet();
		openServer();
	}

	@AfterEach
	void stop() {
		VirtualTimeScheduler.reset();
	}

	private void openServer() {
		this.session = KeptSessionFixture.server(ConnectionOptions.DEFAULTS);
		this.wire = this.session.open();
		this.wire.send("m:Api.tell::\"hi\"");
		this.wire.written.clear();
		this.session.events.clear();
	}

	private void openClient() {
		this.session = KeptSessionFixture.client(ConnectionOptions.CLIENT_DEFAULTS);
		this.wire = this.session.open();
		this.wire.written.clear();
	}

	// Server

	@Test
	void asksClientToGoOnElsewhere() {
		this.session.connection.refuseCalls();
		this.session.connection.goAway(Duration.ofSeconds(3));
		assertThat(this.wire.written).containsExactly("g:::{\"after\":4000}");
		assertThat(this.session.connection.isOpen()).isTrue();
		this.wire.send("r:Api.wait:1:\"a\"");
		this.session.answer.tryEmitValue("done");
		assertThat(this.wire.written).as("Until it goes, its calls are answered")
			.endsWith("s:Api.wait:1:{\"success\":true,\"type\":\"OK\",\"data\":\"done\"}");
		this.time.advanceTimeBy(CLOSE_TIMEOUT);
		assertThat(this.session.connection.isOpen()).as("It has answered").isTrue();
		this.wire.end(1006);
		assertThat(this.session.events).contains("closed 1006").doesNotContain("away");
	}

	@Test
	void closesClientThatDoesNotReactToLeave() {
		this.session.connection.goAway(Duration.ZERO);
		this.time.advanceTimeBy(CLOSE_TIMEOUT.minusMillis(1));
		assertThat(this.session.connection.isOpen()).isTrue();
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.wire.closed).containsExactly("1001 Going away");
		assertThat(this.session.events).doesNotContain("away");
	}

	@Test
	void closesClientThatIsAwayAtOnce() {
		this.wire.end(1006);
		this.session.connection.goAway(Duration.ofSeconds(3));
		assertThat(this.session.state()).isEqualTo(State.CLOSED);
		assertThat(this.session.events).endsWith("closed 1001 Going away");
	}

	@Test
	void givesReceiptOnceClientHasAll() {
		this.session.client().note("a");
		this.wire.written.clear();
		this.wire.send("g:::{\"sent\":1}");
		assertThat(this.session.state()).isEqualTo(State.CLOSED);
		assertThat(this.session.events).containsExactly("handshake closed 1001 Going away", "closed 1001 Going away");
		assertThat(this.wire.written).noneMatch((frame) -> frame.startsWith("g"));
		assertThat(this.wire.closed).isEmpty();
		this.wire.send("a::1:");
		assertThat(this.wire.written).endsWith("g:::{\"receipt\":\"receipt-1-1\"}");
		assertThat(this.wire.closed).containsExactly("1001 Going away");
		this.wire.send("a::1:");
		assertThat(this.wire.closed).as("Once").hasSize(1);
		this.wire.send("m:Api.tell::\"late\"");
		this.wire.end(1001);
		assertThat(this.session.events).doesNotContain("tell late").endsWith("link ended");
	}

	@Test
	void givesReceiptAtOnceIfClientHasAll() {
		this.wire.send("g:::{\"sent\":1}");
		assertThat(this.wire.written).endsWith("g:::{\"receipt\":\"receipt-1-0\"}");
		assertThat(this.wire.closed).containsExactly("1001 Going away");
	}

	@Test
	void closesWithoutReceiptIfClientDoesNotAcknowledge() {
		this.session.client().note("a");
		this.wire.send("g:::{\"sent\":1}");
		this.time.advanceTimeBy(CLOSE_TIMEOUT.minusMillis(1));
		assertThat(this.wire.closed).isEmpty();
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.wire.closed).containsExactly("1001 Going away");
		assertThat(this.wire.written).noneMatch((frame) -> frame.contains("receipt"));
	}

	@Test
	void doesNotLetGoWhileFramesAreMissing() {
		this.wire.send("g:::{\"sent\":2}");
		assertThat(this.session.connection.isOpen()).isTrue();
		assertThat(this.session.events).isEmpty();
	}

	// Client

	@Test
	void hearsThatServerStops() {
		openClient();
		this.wire.send("g:::{\"after\":4000}");
		this.wire.send("g:::{\"receipt\":\"r-1\"}");
		this.wire.send("g:::{\"sent\":0}");
		assertThat(this.session.events).containsExactly("must leave after 4000", "left with r-1");
	}

	@Test
	void departsOnceItsCallsAreAnswered() {
		openClient();
		this.session.server().wait("a").subscribe((answer) -> this.session.events.add("answer " + answer));
		this.wire.written.clear();
		this.session.kept.depart();
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.wire.written).noneMatch((frame) -> frame.startsWith("g"));
		this.wire.send("s:Api.wait:1:{\"success\":true,\"type\":\"OK\",\"data\":\"done\"}");
		assertThat(this.wire.written).as("Each frame is acknowledged").endsWith("a::1:");
		this.time.advanceTimeBy(Duration.ofMillis(20));
		assertThat(this.wire.written).endsWith("g:::{\"sent\":1}");
		assertThat(this.session.events).containsExactly("answer done");
		assertThat(this.session.state()).isEqualTo(State.DRAINING);
		assertThat(this.wire.closed).as("The server ends the link").isEmpty();
	}

	@Test
	void departsAtOnceWithoutCalls() {
		openClient();
		this.session.kept.depart();
		assertThat(this.wire.written).endsWith("g:::{\"sent\":0}");
		assertThat(this.wire.closed).isEmpty();
		this.wire.end(1001);
		assertThat(this.session.events).contains("closed 1001").doesNotContain("away");
	}

	@Test
	void endsWithLinkOnceItDeparts() {
		openClient();
		this.session.server().wait("a").onErrorComplete().subscribe();
		this.session.kept.depart();
		this.wire.end(1006);
		assertThat(this.session.events).contains("closed 1006").doesNotContain("away");
		this.time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(this.wire.written).noneMatch((frame) -> frame.startsWith("g"));
	}

}
