package io.grest.ws.internal.transport;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import io.grest.ws.protocol.SocketCloseStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PeerWatch}.
 */
class PeerWatchTests {

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final Transport transport = new Transport();

	private final Owner owner = new Owner();

	private final OutboundQueue queue = new OutboundQueue(this.transport, 10, 1000, false, TrafficLog.NONE, () -> {
	});

	private final InboundReader reader = new InboundReader(new PausingListener(), 20, Context.empty(), Runnable::run);

	private final PeerWatch watch = new PeerWatch(this.owner, this.transport, this.reader, Duration.ofSeconds(20));

	@AfterEach
	void disposeScheduler() {
		this.scheduler.dispose();
	}

	// A peer that does not read

	@Test
	void givesUpPeerThatTakesNothingForStallTimeout() {
		sendUnread();
		this.watch.passedOn();
		for (int check = 1; check <= 4; check++) {
			assertThat(this.owner.events).isEmpty();
			this.owner.check();
		}
		assertThat(this.owner.events).containsExactly("4008 Slow consumer: does not read");
		assertThat(this.owner.delays).containsOnly(Duration.ofSeconds(5)).hasSize(4);
		assertThat(this.owner.checks).isEmpty();
	}

	@Test
	void grantsWholeTimeoutOncePeerTakesSome() {
		sendUnread();
		this.watch.passedOn();
		this.owner.check();
		this.owner.check();
		this.owner.check();
		this.transport.pendingBytes = 5;
		for (int check = 1; check <= 4; check++) {
			this.owner.check();
			assertThat(this.owner.events).isEmpty();
		}
		this.owner.check();
		assertThat(this.owner.events).containsExactly("4008 Slow consumer: does not read");
	}

	@Test
	void watchesOnceWhileFramesWait() {
		sendUnread();
		this.watch.passedOn();
		this.watch.passedOn();
		assertThat(this.owner.checks).hasSize(1);
	}

	@Test
	void watchesAgainAfterPeerHasTakenAll() {
		sendUnread();
		this.watch.passedOn();
		this.transport.pendingBytes = 0;
		this.owner.check();
		assertThat(this.owner.checks).isEmpty();
		this.transport.pendingBytes = 8;
		this.watch.passedOn();
		assertThat(this.owner.checks).hasSize(1);
	}

	@Test
	void doesNotWatchWhenNothingWaits() {
		this.queue.release(TestFrames.of("m:A.b::1"));
		this.watch.passedOn();
		assertThat(this.owner.checks).isEmpty();
	}

	@Test
	void leavesClosedConnectionToItsCloseTimeout() {
		sendUnread();
		this.watch.passedOn();
		this.owner.closed = true;
		this.owner.check();
		this.watch.passedOn();
		assertThat(this.owner.checks).isEmpty();
		assertThat(this.owner.events).isEmpty();
	}

	@Test
	void cancelsCheckOfEndedConnection() {
		sendUnread();
		this.watch.passedOn();
		assertThat(this.owner.lastCheck.isDisposed()).isFalse();
		this.watch.stop();
		assertThat(this.owner.lastCheck.isDisposed()).isTrue();
	}

	@Test
	void cancelsCheckIfConnectionHasJustEnded() {
		sendUnread();
		this.owner.ended = true;
		this.watch.passedOn();
		assertThat(this.owner.lastCheck.isDisposed()).isTrue();
	}

	// Heartbeats

	@Test
	void knowsNoSilenceWithoutHeartbeats() {
		this.watch.start(null);
		this.watch.heard();
		assertThat(this.watch.silentFor()).isNull();
		this.watch.stop();
		assertThat(this.owner.events).isEmpty();
	}

	@Test
	void pingsAndGivesUpSilentPeer() {
		this.queue.release();
		this.watch.start(heartbeats());
		pass(8);
		assertThat(this.transport.events).containsExactly("PING");
		assertThat(this.watch.silentFor()).isEqualTo(Duration.ofSeconds(8));
		this.watch.heard();
		assertThat(this.watch.silentFor()).isEqualTo(Duration.ZERO);
		pass(19);
		assertThat(this.owner.events).isEmpty();
		pass(1);
		assertThat(this.owner.events).containsExactly("4008 Heartbeat timeout: has been silent");
	}

	@Test
	void hearsNothingOfPeerOnceStopped() {
		this.queue.release();
		this.watch.start(heartbeats());
		this.watch.stop();
		pass(100);
		assertThat(this.transport.events).isEmpty();
		assertThat(this.owner.events).isEmpty();
	}

	@Test
	void givesUpUnreachablePeerThatIsNotRead() {
		this.queue.release();
		Flux.just(new WebSocketMessage(WebSocketMessage.Type.TEXT,
				DefaultDataBufferFactory.sharedInstance.wrap(new byte[] { 'm' })))
			.subscribe(this.reader);
		this.watch.start(heartbeats());
		pass(100);
		assertThat(this.owner.events).isEmpty();
		assertThat(this.transport.events).startsWith("PING", "look for PT20S");
		this.transport.unreachable = true;
		pass(8);
		assertThat(this.owner.events).containsExactly("4008 Heartbeat timeout: has been silent");
	}

	private Heartbeats heartbeats() {
		return new Heartbeats(Duration.ofSeconds(8), Duration.ofSeconds(20), this.scheduler);
	}

	private void pass(int seconds) {
		for (int i = 0; i < seconds; i++) {
			this.scheduler.advanceTimeBy(Duration.ofSeconds(1));
		}
	}

	private void sendUnread() {
		this.transport.pendingBytes = 8;
		this.queue.release(TestFrames.of("m:A.b::1"));
	}

	private final class Owner implements PeerWatch.Owner {

		private final List<String> events = new ArrayList<>();

		private final Queue<Runnable> checks = new ArrayDeque<>();

		private final List<Duration> delays = new ArrayList<>();

		private Disposable lastCheck;

		private boolean closed;

		private boolean ended;

		private void check() {
			this.checks.remove().run();
		}

		@Override
		public OutboundQueue queue() {
			return PeerWatchTests.this.queue;
		}

		@Override
		public boolean isClosed() {
			return this.closed;
		}

		@Override
		public boolean hasEnded() {
			return this.ended;
		}

		@Override
		public Disposable later(Duration delay, Runnable task) {
			this.delays.add(delay);
			this.checks.add(task);
			this.lastCheck = Disposables.single();
			return this.lastCheck;
		}

		@Override
		public void giveUp(SocketCloseStatus status, String fault) {
			this.events.add(status + ": " + fault);
		}

	}

	private static final class PausingListener implements TransportListener {

		@Override
		public void roundEnded() {
		}

		@Override
		public boolean mustPause() {
			return true;
		}

	}

	private static final class Transport extends QuietTransport {

		private final List<String> events = new ArrayList<>();

		private long pendingBytes;

		private boolean unreachable;

		@Override
		public Flux<WebSocketMessage> receive() {
			return Flux.never();
		}

		@Override
		public void write(byte[] frame) {
		}

		@Override
		public void ping() {
			this.events.add("PING");
		}

		@Override
		public long pendingBytes() {
			return this.pendingBytes;
		}

		@Override
		public void ifUnreachable(Duration timeout, Runnable then) {
			this.events.add("look for " + timeout);
			if (this.unreachable) {
				then.run();
			}
		}

	}

}
