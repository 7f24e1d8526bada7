package io.grest.ws.internal.session;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.grest.ws.connection.ConnectionOptions;
import io.grest.ws.connection.Overflow;
import io.grest.ws.error.ForbiddenException;
import io.grest.ws.internal.call.CallSecurity;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.call.MethodRule;
import io.grest.ws.protocol.SocketCloseStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;

import org.springframework.web.reactive.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a {@link Session} lets its parts do, as its peer and its metrics see it.
 */
class SessionPartsTests {

	private static final Duration HANDSHAKE_TIMEOUT = ConnectionOptions.DEFAULTS.handshakeTimeout();

	private SessionFixture fixture;

	@AfterEach
	void resetTime() {
		VirtualTimeScheduler.reset();
	}

	// Handshake

	@Test
	void timesOutHandshake() {
		this.fixture = SessionFixture.begin();
		this.fixture.side.whenTimedOut = () -> this.fixture.side.control.reject(null, SocketCloseStatus.NORMAL,
				new ForbiddenException());
		this.fixture.pass(HANDSHAKE_TIMEOUT.minusMillis(1));
		assertThat(this.fixture.events).isEmpty();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(this.fixture.events).containsExactly("timed out", "> close " + SocketCloseStatus.NORMAL);
		assertThat(this.fixture.measured).as("Whatever the error").containsExactly("rejected by HANDSHAKE_FAILED");
	}

	@Test
	void doesNotTimeOutOnceOpen() {
		this.fixture = SessionFixture.open();
		assertThat(this.fixture.timers).isNotEmpty().allMatch(Disposable::isDisposed);
		this.fixture.pass(HANDSHAKE_TIMEOUT);
		assertThat(this.fixture.events).isEmpty();
	}

	@Test
	void opensOnce() {
		this.fixture = SessionFixture.begin();
		this.fixture.side.control.open(null, SessionFixture.frame("k:::null"));
		this.fixture.side.control.open(null, SessionFixture.frame("k:::again"));
		assertThat(this.fixture.events).containsExactly("> k:::null");
		assertThat(this.fixture.measured).containsExactly("opened");
	}

	@Test
	void opensWithoutFrame() {
		this.fixture = SessionFixture.begin();
		this.fixture.client().note("hi");
		assertThat(this.fixture.events).isEmpty();
		this.fixture.side.control.open(null, null);
		assertThat(this.fixture.events).containsExactly("> m:Api.note::\"hi\"");
	}

	@Test
	void watchesPeerOnceOpen() {
		this.fixture = SessionFixture.openWithHeartbeats();
		this.fixture.pass(SessionFixture.INTERVAL);
		assertThat(this.fixture.events).containsExactly("> ping");
		assertThat(this.fixture.connection.status().silentFor()).isEqualTo(SessionFixture.INTERVAL);
	}

	@Test
	void handlesHeldFrameOnceOpenThenWhatFollows() {
		this.fixture = SessionFixture.begin();
		this.fixture.side.holds = true;
		this.fixture.wire.send("m:Api.tell::\"1\"");
		this.fixture.wire.send("m:Api.tell::\"2\"");
		assertThat(this.fixture.events).containsExactly("handshake received MSG");
		assertThat(this.fixture.connection.handlesMessages()).isTrue();
		List<String> told = new ArrayList<>();
		this.fixture.whenTold = () -> told.add(this.fixture.events.get(this.fixture.events.size() - 1));
		this.fixture.accept();
		assertThat(told).containsExactly("tell 1", "tell 2");
		assertThat(this.fixture.connection.handlesMessages()).isFalse();
	}

	@Test
	void handlesFrameThatIsHeldTooLate() {
		this.fixture = SessionFixture.open();
		byte[] frame = "m:Api.tell::\"1\"".getBytes(StandardCharsets.UTF_8);
		this.fixture.side.control.hold(this.fixture.connection.factory().format().decode(frame, frame.length));
		assertThat(this.fixture.events).containsExactly("tell 1");
	}

	// Rights

	@Test
	void closesWithRightsOfPeer() {
		this.fixture = SessionFixture.begin();
		this.fixture.side.control.authenticated(Caller.of(() -> "ann", Instant.now()));
		this.fixture.accept();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(this.fixture.events).containsExactly("> close " + SocketCloseStatus.EXPIRED);
	}

	@Test
	void comparesAuthoritiesOfPeerThatAuthenticatesAnew() {
		Security security = new Security();
		this.fixture = SessionFixture.begin(ConnectionOptions.DEFAULTS, security).accept();
		this.fixture.side.control.authenticated(Caller.of(() -> "bob", null));
		assertThat(security.compared).containsExactly("bob", "ann");
	}

	@Test
	void closesPeerThatCannotRenewItsRights() {
		this.fixture = SessionFixture.open();
		ConnectionAccess.askForCredentials(this.fixture.connection, Duration.ofSeconds(1));
		assertThat(this.fixture.events).containsExactly("> close " + SocketCloseStatus.EXPIRED);
	}

	// Messages that wait

	@Test
	void dropsLatestMessageWhenQueueIsFull() {
		sendTwoWithRoomForOne(Overflow.DROP_LATEST);
		assertThat(this.fixture.events).containsExactly("> m:Api.note::\"1\"");
	}

	@Test
	void dropsOldestMessageWhenQueueIsFull() {
		sendTwoWithRoomForOne(Overflow.DROP_OLDEST);
		assertThat(this.fixture.events).containsExactly("> m:Api.note::\"2\"");
	}

	@Test
	void closesWhenQueueIsFull() {
		sendTwoWithRoomForOne(Overflow.CLOSE);
		assertThat(this.fixture.events).containsExactly("> close " + SocketCloseStatus.SLOW_CONSUMER);
	}

	private void sendTwoWithRoomForOne(Overflow overflow) {
		this.fixture = SessionFixture.open(ConnectionOptions.builder().outboundFrames(1).overflow(overflow).build());
		this.fixture.wire.hasRoom = false;
		this.fixture.client().note("1");
		this.fixture.client().note("2");
		this.fixture.wire.hasRoom = true;
		this.fixture.session.queue().drain();
	}

	// Calls

	@Test
	void handlesMessageUntilItsMethodReturns() {
		this.fixture = SessionFixture.open();
		assertThat(this.fixture.connection.handlesMessages()).isFalse();
		List<Boolean> handled = new ArrayList<>();
		this.fixture.whenTold = () -> handled.add(this.fixture.connection.handlesMessages());
		this.fixture.wire.send("m:Api.work::\"1\"");
		assertThat(handled).containsExactly(true);
		assertThat(this.fixture.connection.handlesMessages()).isFalse();
	}

	@Test
	void readsOnOnceItAwaitsAnswer() {
		this.fixture = SessionFixture.open(ConnectionOptions.builder().maxInFlight(1).build());
		this.fixture.wire.send("r:Api.ask:1:\"a\"");
		this.fixture.client().areYouThere().subscribe((there) -> this.fixture.events.add("there: " + there));
		this.fixture.wire.send("s:Api.areYouThere:1:{\"success\":true,\"type\":\"OK\",\"data\":true}");
		assertThat(this.fixture.events).containsExactly("> r:Api.areYouThere:1:", "there: true");
	}

	@Test
	void readsOnOnceCallHasEnded() {
		this.fixture = SessionFixture.open(ConnectionOptions.builder().maxInFlight(1).build());
		this.fixture.wire.send("r:Api.ask:1:\"a\"");
		this.fixture.wire.send("m:Api.tell::\"1\"");
		this.fixture.answer.tryEmitValue("done");
		assertThat(this.fixture.events)
			.containsExactlyInAnyOrder("> s:Api.ask:1:{\"success\":true,\"type\":\"OK\",\"data\":\"done\"}", "tell 1");
	}

	@Test
	void reportsUndeclaredError() {
		this.fixture = SessionFixture.open();
		this.fixture.connection.onError((ex) -> this.fixture.events.add("error " + ex.getMessage()));
		this.fixture.wire.send("r:Api.ask:1:\"fail\"");
		assertThat(this.fixture.events).hasSize(2).contains("error bug");
	}

	@Test
	void handlesWhatPeerSentBeforeItsClose() {
		this.fixture = SessionFixture.open(ConnectionOptions.builder().maxInFlight(1).build());
		this.fixture.wire.send("r:Api.ask:1:\"a\"");
		this.fixture.wire.send("m:Api.tell::\"1\"");
		this.fixture.wire.end(new CloseStatus(1000, ""));
		assertThat(this.fixture.events).as("A cancelled answer makes room")
			.startsWith("cancelled a", "tell 1")
			.contains("closed 1000");
	}

	// Faults

	@Test
	void closesAfterFault() {
		this.fixture = SessionFixture.open();
		this.fixture.connection.onError((ex) -> this.fixture.events.add("error " + ex.getMessage()));
		IllegalStateException fault = new IllegalStateException("bug");
		List<String> logged = this.fixture.logged(() -> this.fixture.session.failed(fault));
		assertThat(logged).containsExactly(this.fixture.connection + " failed and closes with 1011");
		assertThat(this.fixture.events).containsExactly("error bug", "> close " + SocketCloseStatus.INTERNAL_ERROR);
		assertThat(this.fixture.session.isClosed()).isTrue();
		this.fixture.wire.end(new CloseStatus(1000, ""));
		assertThat(this.fixture.reason.status()).isEqualTo(SocketCloseStatus.INTERNAL_ERROR);
		assertThat(this.fixture.reason.cause()).containsSame(fault);
	}

	@Test
	void namesContractAndConnection() {
		this.fixture = SessionFixture.open();
		assertThat(this.fixture.session).hasToString(this.fixture.connection.toString());
	}

	/**
	 * Security that records whose authorities are compared.
	 */
	private static final class Security implements CallSecurity {

		private final List<String> compared = new ArrayList<>();

		@Override
		public MethodRule rule(Method method, Class<?> type) {
			return null;
		}

		@Override
		public Instant expiresAt(Principal principal) {
			return null;
		}

		@Override
		public Set<String> authorities(Principal principal) {
			this.compared.add(principal.getName());
			return Set.of();
		}

		@Override
		public boolean isNobody(Principal principal) {
			return false;
		}

		@Override
		public Context ofConnection(Context context, Supplier<Caller> caller) {
			return context;
		}

		@Override
		public Context ofCall(Context context, Caller caller) {
			return context;
		}

		@Override
		public Runnable enter(Caller caller) {
			return () -> {
			};
		}

	}

}
