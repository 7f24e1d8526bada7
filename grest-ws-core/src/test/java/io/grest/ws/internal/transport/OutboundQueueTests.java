package io.grest.ws.internal.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.internal.TunedOff;
import io.grest.ws.internal.Tuning;
import io.grest.ws.internal.wire.OutboundFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutboundQueue}.
 */
class OutboundQueueTests {

	private static final String OK = "k:::null";

	private final FakeTransport transport = new FakeTransport();

	private final AtomicInteger drained = new AtomicInteger();

	private final AtomicInteger finished = new AtomicInteger();

	// Limits

	@Test
	void refusesAFrameBeyondTheNumberThatMayWait() {
		OutboundQueue queue = queue(3, 1000);
		assertThat(queue.offer(frame("m:A.b::1"))).isTrue();
		assertThat(queue.offer(frame("m:A.b::2"))).isTrue();
		assertThat(queue.isFull()).isFalse();
		assertThat(queue.offer(frame("m:A.b::3"))).isTrue();
		assertThat(queue.isFull()).isTrue();
		assertThat(queue.offer(frame("m:A.b::4"))).isFalse();
		assertThat(queue.size()).isEqualTo(3);
		assertThat(queue.bytes()).isEqualTo(24);
	}

	@Test
	void refusesAFrameBeyondTheBytesThatMayWait() {
		OutboundQueue queue = queue(1000, 20);
		assertThat(queue.offer(frame(15))).isTrue();
		assertThat(queue.offer(frame(6))).isFalse();
		assertThat(queue.isFull()).isFalse();
		assertThat(queue.offer(frame(5))).isTrue();
		assertThat(queue.isFull()).isTrue();
		assertThat(queue.offer(frame(1))).isFalse();
		assertThat(queue.size()).isEqualTo(2);
		assertThat(queue.bytes()).isEqualTo(20);
	}

	@Test
	void takesAFrameOfAnySizeWhileNothingWaits() {
		OutboundQueue queue = queue(1000, 20);
		assertThat(queue.offer(frame(100))).isTrue();
		assertThat(queue.isFull()).isTrue();
		assertThat(queue.offer(frame(1))).isFalse();
		queue.release(frame(OK));
		assertThat(queue.offer(frame(100))).isTrue();
		assertThat(this.transport.frames()).hasSize(3);
	}

	@Test
	void takesNoFrameOfAnySizeWhileAnyWaits() {
		OutboundQueue queue = queue(1000, 20);
		assertThat(queue.offer(frame(1))).isTrue();
		assertThat(queue.offer(frame(100))).isFalse();
	}

	@Test
	void hasRoomAgainOnceFramesArePassedOn() {
		OutboundQueue queue = openQueue(2, 1000);
		this.transport.room(0);
		assertThat(queue.offer(frame("m:A.b::1"))).isTrue();
		assertThat(queue.offer(frame("m:A.b::2"))).isTrue();
		assertThat(queue.offer(frame("m:A.b::3"))).isFalse();
		this.transport.room(1);
		queue.drain();
		assertThat(queue.size()).isEqualTo(1);
		assertThat(queue.offer(frame("m:A.b::4"))).isTrue();
		assertThat(queue.offer(frame("m:A.b::5"))).isFalse();
		this.transport.room(10);
		queue.drain();
		assertThat(queue.size()).isZero();
		assertThat(queue.bytes()).isZero();
		assertThat(this.transport.frames()).containsExactly(OK, "m:A.b::1", "m:A.b::2", "m:A.b::4");
	}

	@Test
	void takesAnswersBeyondTheLimits() {
		OutboundQueue queue = queue(2, 1000);
		queue.add(frame("s:A.b:1:1"));
		assertThat(queue.isFull()).isFalse();
		queue.add(frame("s:A.b:2:2"));
		assertThat(queue.isFull()).isTrue();
		queue.add(frame("s:A.b:3:3"));
		assertThat(queue.size()).isEqualTo(3);
		assertThat(queue.isFull()).isTrue();
		assertThat(queue.offer(frame("m:A.b::4"))).isFalse();
		queue.release(frame(OK));
		assertThat(this.transport.frames()).containsExactly(OK, "s:A.b:1:1", "s:A.b:2:2", "s:A.b:3:3");
		assertThat(queue.isFull()).isFalse();
	}

	@Test
	void takesAnswersBeyondTheBytes() {
		OutboundQueue queue = queue(1000, 20);
		queue.add(frame(30));
		queue.add(frame(30));
		assertThat(queue.bytes()).isEqualTo(60);
		assertThat(queue.isFull()).isTrue();
	}

	@Test
	void aFrameThatIsRefusedIsNeverCounted() throws Exception {
		OutboundQueue queue = queue(10, 1000);
		queue.offer(frame(1));
		OutboundFrame tooLarge = frame(1000);
		AtomicBoolean stop = new AtomicBoolean();
		Thread offering = new Thread(() -> {
			while (!stop.get()) {
				queue.offer(tooLarge);
			}
		});
		offering.start();
		boolean full = false;
		try {
			for (int look = 0; look < 200_000; look++) {
				full |= queue.isFull();
			}
		}
		finally {
			stop.set(true);
			offering.join();
		}
		assertThat(full).isFalse();
		assertThat(queue.size()).isEqualTo(1);
	}

	// Overflow

	@Test
	void aMessageThatFindsItFullIsLost() {
		OutboundQueue queue = openQueue(2, 1000, false);
		this.transport.room(0);
		assertThat(queue.push(frame("m:A.b::1"), null)).isFalse();
		assertThat(queue.push(frame("m:A.b::2"), null)).isFalse();
		assertThat(queue.push(frame("m:A.b::3"), null)).isTrue();
		passOn(queue, 10);
		assertThat(this.transport.frames()).containsExactly(OK, "m:A.b::1", "m:A.b::2");
	}

	@Test
	void theOldestMessageIsLostForOneThatFindsItFull() {
		OutboundQueue queue = openQueue(2, 1000, true);
		this.transport.room(0);
		assertThat(queue.push(frame("m:A.b::1"), null)).isFalse();
		assertThat(queue.push(frame("m:A.b::2"), null)).isFalse();
		assertThat(queue.push(frame("m:A.b::3"), null)).isTrue();
		assertThat(queue.push(frame("m:A.b::4"), null)).isTrue();
		assertThat(queue.size()).isEqualTo(2);
		assertThat(queue.bytes()).isEqualTo(16);
		passOn(queue, 10);
		assertThat(this.transport.frames()).containsExactly(OK, "m:A.b::3", "m:A.b::4");
	}

	@Test
	void noCallOrAnswerIsLostForAMessage() {
		OutboundQueue queue = openQueue(3, 1000, true);
		this.transport.room(0);
		queue.offer(frame("r:A.b:1:1"));
		queue.push(frame("m:A.b::2"), null);
		queue.add(frame("s:A.b:3:3"));
		assertThat(queue.push(frame("m:A.b::4"), null)).isTrue();
		assertThat(queue.push(frame("m:A.b::5"), null)).isTrue();
		queue.add(frame("s:A.b:6:6"));
		assertThat(queue.size()).isEqualTo(3);
		passOn(queue, 10);
		assertThat(this.transport.frames()).containsExactly(OK, "r:A.b:1:1", "s:A.b:3:3", "s:A.b:6:6");
	}

	@Test
	void theOldestMessagesAreLostForTheBytesOfANewOne() {
		OutboundQueue queue = openQueue(1000, 30, true);
		this.transport.room(0);
		queue.push(frame("m:A.b::111111"), null);
		queue.push(frame("m:A.b::222222"), null);
		assertThat(queue.push(frame("m:A.b::333333333333"), null)).isTrue();
		assertThat(queue.bytes()).isEqualTo(19);
		assertThat(queue.push(frame("m:A.b::4"), null)).isFalse();
		passOn(queue, 10);
		assertThat(this.transport.frames()).containsExactly(OK, "m:A.b::333333333333", "m:A.b::4");
	}

	@Test
	void keepsTheOrderAfterMessagesWereLost() {
		OutboundQueue queue = openQueue(2, 1000, true);
		this.transport.room(0);
		for (int i = 1; i <= 5; i++) {
			queue.push(frame("m:A.b::" + i), null);
		}
		passOn(queue, 1);
		queue.push(frame("m:A.b::6"), null);
		passOn(queue, 1);
		queue.push(frame("m:A.b::7"), null);
		queue.push(frame("m:A.b::8"), null);
		passOn(queue, 10);
		queue.push(frame("m:A.b::9"), null);
		assertThat(this.transport.frames()).containsExactly(OK, "m:A.b::4", "m:A.b::5", "m:A.b::7", "m:A.b::8",
				"m:A.b::9");
	}

	@Test
	void isBoundedEvenIfNothingIsDrained() {
		this.transport.onEventLoop();
		OutboundQueue queue = queue(10, 1000, true);
		for (int i = 0; i < 1000; i++) {
			queue.push(frame(10), null);
		}
		assertThat(queue.size()).isLessThanOrEqualTo(21);
	}

	// Held

	@Test
	void holdsWhatIsOfferedUntilItIsReleased() {
		OutboundQueue queue = queue(10, 1000);
		queue.offer(frame("m:A.b::1"));
		queue.add(frame("s:A.b:1:2"));
		queue.drain();
		assertThat(this.transport.events()).isEmpty();
		queue.release(frame(OK));
		assertThat(this.transport.frames()).containsExactly(OK, "m:A.b::1", "s:A.b:1:2");
	}

	@Test
	void passesOnWhatWasHeldWithoutFirstFrame() {
		OutboundQueue queue = queue(10, 1000);
		queue.offer(frame("m:A.b::1"));
		queue.release();
		assertThat(this.transport.events()).containsExactly("m:A.b::1", "FLUSH");
	}

	@Test
	void nothingGoesBeforeTheFirstFrame() {
		OutboundQueue queue = queue(10, 1000);
		queue.offer(frame("m:A.b::1"));
		this.transport.room(0);
		queue.release(frame(OK));
		assertThat(this.transport.events()).isEmpty();
		passOn(queue, 1);
		assertThat(this.transport.frames()).containsExactly(OK);
		passOn(queue, 1);
		assertThat(this.transport.frames()).containsExactly(OK, "m:A.b::1");
	}

	@Test
	void passesOnAtOnceAfterItWasReleased() {
		OutboundQueue queue = openQueue(10, 1000);
		queue.offer(frame("m:A.b::1"));
		assertThat(this.transport.events()).containsExactly(OK, "FLUSH", "m:A.b::1", "FLUSH");
	}

	@Test
	void flushesOnceForManyFrames() {
		this.transport.onEventLoop();
		OutboundQueue queue = queue(10, 1000);
		queue.release(frame(OK));
		queue.offer(frame("m:A.b::1"));
		queue.offer(frame("m:A.b::2"));
		assertThat(this.transport.tasks()).isEqualTo(1);
		this.transport.runTasks();
		assertThat(this.transport.events()).containsExactly(OK, "m:A.b::1", "m:A.b::2", "FLUSH");
	}

	@Test
	void passesOnNothingWithoutRoom() {
		OutboundQueue queue = openQueue(10, 1000);
		this.transport.room(1);
		queue.offer(frame("m:A.b::1"));
		queue.offer(frame("m:A.b::2"));
		queue.offer(frame("m:A.b::3"));
		assertThat(this.transport.frames()).containsExactly(OK, "m:A.b::1");
		passOn(queue, 1);
		assertThat(this.transport.frames()).containsExactly(OK, "m:A.b::1", "m:A.b::2");
	}

	// On the event loop

	@Test
	void onTheEventLoopAFrameIsWrittenAtOnceAndFlushedAfterwards() {
		OutboundQueue queue = openQueueOnEventLoop();
		queue.add(frame("s:A.b:1:2"));
		assertThat(queue.offer(frame("m:A.b::1"))).isTrue();
		assertThat(queue.size()).isZero();
		assertThat(this.transport.events()).containsExactly("s:A.b:1:2", "m:A.b::1");
		assertThat(this.transport.tasks()).isEqualTo(1);
		this.transport.runTasks();
		assertThat(this.transport.events()).containsExactly("s:A.b:1:2", "m:A.b::1", "FLUSH");
		assertThat(queue.passedOn()).isEqualTo(OK.length() + 17);
	}

	@Test
	void onTheEventLoopAFrameWaitsBehindWhatWaits() {
		OutboundQueue queue = openQueueOnEventLoop();
		this.transport.room(0);
		queue.add(frame("s:A.b:1:1"));
		this.transport.room(10);
		queue.add(frame("s:A.b:2:2"));
		assertThat(this.transport.events()).isEmpty();
		assertThat(queue.size()).isEqualTo(2);
		this.transport.runTasks();
		assertThat(this.transport.events()).containsExactly("s:A.b:1:1", "s:A.b:2:2", "FLUSH");
	}

	@Test
	void onTheEventLoopAFrameWaitsForRoom() {
		OutboundQueue queue = openQueueOnEventLoop();
		this.transport.room(1);
		queue.add(frame("s:A.b:1:1"));
		queue.add(frame("s:A.b:2:2"));
		assertThat(queue.size()).isEqualTo(1);
		assertThat(this.transport.frames()).containsExactly("s:A.b:1:1");
	}

	@Test
	void onTheEventLoopNothingGoesBeforeTheFirstFrame() {
		this.transport.calledOnEventLoop();
		OutboundQueue queue = queue(10, 1000);
		queue.add(frame("m:A.b::1"));
		this.transport.runTasks();
		assertThat(this.transport.events()).isEmpty();
		queue.release(frame(OK));
		queue.add(frame("m:A.b::2"));
		this.transport.runTasks();
		assertThat(this.transport.frames()).containsExactly(OK, "m:A.b::1", "m:A.b::2");
	}

	@Test
	void onTheEventLoopNothingIsWrittenThatIsOfferedAfterTheEnd() {
		OutboundQueue queue = openQueueOnEventLoop();
		queue.discard();
		queue.add(frame("s:A.b:1:1"));
		this.transport.runTasks();
		assertThat(this.transport.frames()).isEmpty();
		assertThat(queue.size()).isZero();
	}

	@Test
	void onTheEventLoopABurstOfOneConnectionIsFlushedInParts() {
		OutboundQueue queue = openQueueOnEventLoop();
		for (int i = 0; i < 40; i++) {
			queue.add(frame("s:A.b:" + i + ":1"));
		}
		assertThat(this.transport.events()).hasSize(42);
		assertThat(this.transport.events().get(16)).isEqualTo("FLUSH");
		assertThat(this.transport.events().get(33)).isEqualTo("FLUSH");
		this.transport.runTasks();
		assertThat(this.transport.events()).hasSize(43).endsWith("s:A.b:39:1", "FLUSH");
	}

	@Test
	void flushesBurstOnceWhenTurnedOff() {
		OutboundQueue queue = TunedOff.create(Tuning.FLUSH_BURSTS, this::openQueueOnEventLoop);
		for (int i = 0; i < 40; i++) {
			queue.add(frame("s:A.b:" + i + ":1"));
		}
		assertThat(this.transport.events()).hasSize(40).doesNotContain("FLUSH");
		this.transport.runTasks();
		assertThat(this.transport.events()).hasSize(41).endsWith("s:A.b:39:1", "FLUSH");
	}

	@Test
	void onTheEventLoopABurstIsFlushedOnceWhereAnotherConnectionWaitsToBeFlushed() {
		OutboundQueue queue = openQueueOnEventLoop();
		FakeTransport other = new FakeTransport().calledOnEventLoop();
		OutboundQueue waiting = new OutboundQueue(other, 10, 1000, false, TrafficLog.NONE, () -> {
		});
		waiting.release(frame(OK));
		other.runTasks();
		waiting.add(frame("s:A.b:0:1"));
		for (int i = 0; i < 40; i++) {
			queue.add(frame("s:A.b:" + i + ":1"));
		}
		assertThat(this.transport.events()).hasSize(40).doesNotContain("FLUSH");
		this.transport.runTasks();
		other.runTasks();
		assertThat(this.transport.events()).hasSize(41).endsWith("FLUSH");
		assertThat(other.events()).endsWith("s:A.b:0:1", "FLUSH");
		for (int i = 0; i < 16; i++) {
			queue.add(frame("s:A.b:" + i + ":1"));
		}
		assertThat(this.transport.events()).hasSize(58).endsWith("FLUSH");
		this.transport.runTasks();
	}

	@Test
	void tellsHowMuchHasLeftAtEachFlush() {
		this.transport.calledOnEventLoop();
		List<String> told = new ArrayList<>();
		OutboundQueue queue = new OutboundQueue(this.transport, 10, 1000, false, new TrafficLog() {

			@Override
			public void sent(int frames, long bytes) {
				told.add(frames + " frames of " + bytes);
			}

		}, this.drained::incrementAndGet);
		queue.release(frame(OK));
		this.transport.runTasks();
		queue.add(frame("s:A.b:1:1"));
		queue.add(frame("s:A.b:2:2"));
		this.transport.runTasks();
		queue.ping();
		this.transport.runTasks();
		assertThat(told).containsExactly("1 frames of " + OK.length(), "2 frames of 18");
	}

	@Test
	void tellsWhatWaitsAndWhatIsSent() {
		List<String> told = new ArrayList<>();
		OutboundQueue queue = new OutboundQueue(this.transport, 10, 1000, false, new TrafficLog() {

			@Override
			public void waiting(int frames, long bytes) {
				told.add(frames + " frames of " + bytes);
			}

			@Override
			public void sending(OutboundFrame frame) {
				told.add(new String(frame.bytes(), StandardCharsets.UTF_8));
			}

		}, this.drained::incrementAndGet);
		queue.offer(frame("m:A.b::1"));
		queue.offer(frame("m:A.b::2"));
		told.clear();
		queue.release(frame(OK));
		assertThat(told).containsExactly("2 frames of 16", OK, "m:A.b::1", "m:A.b::2");
	}

	private OutboundQueue openQueueOnEventLoop() {
		this.transport.calledOnEventLoop();
		OutboundQueue queue = openQueue(10, 1000);
		this.transport.runTasks();
		this.transport.events().clear();
		return queue;
	}

	// Ping

	@Test
	void aPingGoesBeforeWhatWaits() {
		OutboundQueue queue = openQueue(10, 1000);
		this.transport.room(0);
		queue.offer(frame("m:A.b::1"));
		queue.ping();
		assertThat(this.transport.frames()).containsExactly(OK);
		passOn(queue, 10);
		assertThat(this.transport.events()).containsExactly(OK, "FLUSH", "PING", "m:A.b::1", "FLUSH");
	}

	@Test
	void aPingGoesAtOnceIfThereIsRoom() {
		OutboundQueue queue = openQueue(10, 1000);
		queue.ping();
		assertThat(this.transport.events()).containsExactly(OK, "FLUSH", "PING", "FLUSH");
		queue.drain();
		assertThat(this.transport.events()).hasSize(4);
	}

	@Test
	void pingsThatFindNoRoomDoNotAddUp() {
		OutboundQueue queue = openQueue(10, 1000);
		this.transport.room(0);
		queue.ping();
		queue.ping();
		passOn(queue, 10);
		queue.drain();
		assertThat(this.transport.frames()).containsExactly(OK, "PING");
	}

	@Test
	void noPingGoesBeforeTheFirstFrame() {
		OutboundQueue queue = queue(10, 1000);
		queue.ping();
		assertThat(this.transport.events()).isEmpty();
	}

	// What waits

	@Test
	void somethingWaitsHereOrInTheTransport() {
		OutboundQueue queue = openQueue(10, 1000);
		assertThat(queue.isWaiting()).isFalse();
		this.transport.pendingBytes(5);
		assertThat(queue.isWaiting()).isTrue();
		this.transport.pendingBytes(0).room(0);
		queue.offer(frame("m:A.b::1"));
		assertThat(queue.isWaiting()).isTrue();
		passOn(queue, 1);
		assertThat(queue.isWaiting()).isFalse();
	}

	@Test
	void thePeerHasTakenWhatIsNoLongerPending() {
		OutboundQueue queue = queue(10, 1000);
		assertThat(queue.taken()).isZero();
		queue.release(frame(10));
		queue.offer(frame(20));
		assertThat(queue.taken()).isEqualTo(30);
		this.transport.pendingBytes(25);
		assertThat(queue.taken()).isEqualTo(5);
		this.transport.room(0);
		queue.offer(frame(40));
		assertThat(queue.taken()).isEqualTo(5);
	}

	@Test
	void tellsThatItHasPassedFramesOn() {
		OutboundQueue queue = openQueue(10, 1000);
		int before = this.drained.get();
		queue.offer(frame("m:A.b::1"));
		assertThat(this.drained).hasValueGreaterThan(before);
	}

	@Test
	void tellsThatItHasPassedOnAFrameThatCameInThatMoment() {
		AtomicBoolean full = new AtomicBoolean();
		OutboundQueue queue = new OutboundQueue(this.transport, 1, 1000, false, TrafficLog.NONE, () -> full.set(false));
		queue.release(frame(OK));
		// As if by another thread, which finds the queue full and pauses reading.
		this.transport.whenAskedForRoom(() -> {
			queue.add(frame("s:A.b:1:1"));
			full.set(queue.isFull());
		});
		queue.drain();
		assertThat(this.transport.frames()).containsExactly(OK, "s:A.b:1:1");
		assertThat(full).isFalse();
	}

	@Test
	void hasRoomWhenItTellsThatItHasPassedFramesOn() {
		List<Integer> sizes = new ArrayList<>();
		List<OutboundQueue> self = new ArrayList<>();
		OutboundQueue queue = new OutboundQueue(this.transport, 2, 1000, false, TrafficLog.NONE,
				() -> sizes.add(self.get(0).size()));
		self.add(queue);
		queue.offer(frame("m:A.b::1"));
		queue.offer(frame("m:A.b::2"));
		queue.release(frame(OK));
		assertThat(sizes).endsWith(0);
	}

	// The next transport of a connection

	@Test
	void passesWaitingAndLaterFramesToNextTransport() {
		OutboundQueue queue = openQueue(1, 1000);
		this.transport.room(0);
		queue.add(frame("s:A.b:1:1"));
		queue.add(frame("s:A.b:2:2"));
		List<String> events = new ArrayList<>();
		queue.outlets().park(() -> events.add("parked"));
		assertThat(events).containsExactly("parked");
		this.transport.room(10);
		queue.drain();
		queue.add(frame("s:A.b:3:3"));
		assertThat(queue.size()).isEqualTo(3);
		FakeTransport next = new FakeTransport();
		queue.outlets().use(next, () -> {
		}, null, List.of());
		queue.add(frame("s:A.b:4:4"));
		assertThat(next.frames()).containsExactly("s:A.b:1:1", "s:A.b:2:2", "s:A.b:3:3", "s:A.b:4:4");
		assertThat(this.transport.frames()).containsExactly(OK);
	}

	@Test
	void sendsFirstFrameAndThoseThatHaveNotArrivedBeforeWhatWaits() {
		OutboundQueue queue = openQueue(10, 1000);
		SentFrames sent = new SentFrames(10, 1000);
		queue.outlets().count(sent, () -> frame("a::0:"));
		queue.add(frame("s:A.b:1:1"));
		queue.add(frame("s:A.b:2:2"));
		this.transport.room(0);
		queue.add(frame("s:A.b:3:3"));
		FakeTransport next = new FakeTransport();
		next.room(2);
		queue.outlets().park(() -> queue.outlets().use(next, () -> {
		}, frame("k"), sent.after(1, UnaryOperator.identity())));
		assertThat(next.frames()).containsExactly("k", "s:A.b:2:2");
		assertThat(sent.count()).isEqualTo(2);
		next.room(10);
		queue.drain();
		assertThat(next.frames()).containsExactly("k", "s:A.b:2:2", "s:A.b:3:3");
		assertThat(sent.count()).isEqualTo(3);
	}

	@Test
	void sendsNewestAcknowledgementBeforeWhatWaits() {
		OutboundQueue queue = openQueue(10, 1000);
		queue.outlets().count(new SentFrames(10, 1000), () -> frame("a::7:"));
		this.transport.room(0);
		queue.add(frame("s:A.b:1:1"));
		queue.outlets().acknowledge();
		queue.outlets().acknowledge();
		this.transport.room(10);
		queue.drain();
		assertThat(this.transport.frames()).containsExactly(OK, "a::7:", "s:A.b:1:1");
	}

	// The end

	@Test
	void finishesAfterWhatWaits() {
		OutboundQueue queue = openQueue(10, 1000);
		this.transport.room(0);
		queue.offer(frame("m:A.b::1"));
		queue.offer(frame("m:A.b::2"));
		queue.finish(this.finished::incrementAndGet);
		passOn(queue, 1);
		assertThat(this.finished).hasValue(0);
		passOn(queue, 1);
		assertThat(this.finished).hasValue(1);
		assertThat(this.transport.frames()).containsExactly(OK, "m:A.b::1", "m:A.b::2");
	}

	@Test
	void finishesAtOnceIfNothingWaits() {
		OutboundQueue queue = openQueue(10, 1000);
		queue.finish(this.finished::incrementAndGet);
		queue.drain();
		assertThat(this.finished).hasValue(1);
	}

	@Test
	void finishesWhatItHoldsOnceItIsReleased() {
		OutboundQueue queue = queue(10, 1000);
		queue.offer(frame("m:A.b::1"));
		queue.finish(this.finished::incrementAndGet);
		assertThat(this.finished).hasValue(0);
		queue.release();
		queue.drain();
		assertThat(this.finished).hasValue(1);
		assertThat(this.transport.events()).contains("m:A.b::1");
	}

	@Test
	void finishesAtOnceIfWhatItHoldsIsDiscarded() {
		OutboundQueue queue = queue(10, 1000);
		queue.offer(frame("m:A.b::1"));
		queue.discard();
		queue.finish(this.finished::incrementAndGet);
		assertThat(this.finished).hasValue(1);
		assertThat(this.transport.events()).isEmpty();
	}

	@Test
	void dropsWhatIsOfferedAfterItFinished() {
		OutboundQueue queue = openQueue(10, 1000);
		queue.finish(this.finished::incrementAndGet);
		queue.offer(frame("m:A.b::1"));
		queue.add(frame("s:A.b:1:1"));
		assertThat(this.transport.frames()).containsExactly(OK);
		assertThat(queue.isWaiting()).isFalse();
	}

	@Test
	void finishesAfterTheFirstFrame() {
		OutboundQueue queue = queue(10, 1000);
		this.transport.room(0);
		queue.release(frame(OK));
		queue.finish(this.finished::incrementAndGet);
		assertThat(this.finished).hasValue(0);
		passOn(queue, 1);
		assertThat(this.finished).hasValue(1);
		assertThat(this.transport.frames()).containsExactly(OK);
	}

	@Test
	void dropsWhatWaitsOnceDiscarded() {
		OutboundQueue queue = openQueue(10, 1000);
		this.transport.room(0);
		queue.offer(frame("m:A.b::1"));
		queue.discard();
		queue.offer(frame("m:A.b::2"));
		assertThat(queue.isWaiting()).isFalse();
		passOn(queue, 10);
		assertThat(this.transport.frames()).containsExactly(OK);
		queue.finish(this.finished::incrementAndGet);
		assertThat(this.finished).hasValue(1);
	}

	@Test
	void finishesOnceDiscarded() {
		OutboundQueue queue = openQueue(10, 1000);
		this.transport.room(0);
		queue.offer(frame("m:A.b::1"));
		queue.finish(this.finished::incrementAndGet);
		assertThat(this.finished).hasValue(0);
		queue.discard();
		assertThat(this.finished).hasValue(1);
	}

	@Test
	void dropsMessagesLaidAsideForOthersOnceDiscarded() {
		OutboundQueue queue = openQueue(2, 1000, true);
		this.transport.room(0);
		for (int i = 0; i < 5; i++) {
			queue.push(frame("m:A.b::" + i), null);
		}
		queue.finish(this.finished::incrementAndGet);
		assertThat(this.finished).hasValue(0);
		queue.discard();
		assertThat(this.finished).hasValue(1);
		assertThat(queue.isWaiting()).isFalse();
		passOn(queue, 10);
		assertThat(this.transport.frames()).containsExactly(OK);
	}

	@Test
	void aRejectionIsTheOnlyFrameThatGoesOut() {
		OutboundQueue queue = queue(10, 1000);
		queue.offer(frame("m:A.b::1"));
		queue.rejectWith(frame("x:::{}"), this.finished::incrementAndGet);
		queue.offer(frame("m:A.b::2"));
		assertThat(this.transport.frames()).containsExactly("x:::{}");
		assertThat(this.finished).hasValue(1);
		assertThat(queue.isWaiting()).isFalse();
	}

	@Test
	void aRejectionWaitsForRoom() {
		OutboundQueue queue = queue(10, 1000);
		this.transport.room(0);
		queue.offer(frame("m:A.b::1"));
		queue.rejectWith(frame("x:::{}"), this.finished::incrementAndGet);
		assertThat(this.finished).hasValue(0);
		passOn(queue, 10);
		assertThat(this.transport.frames()).containsExactly("x:::{}");
		assertThat(this.finished).hasValue(1);
	}

	private OutboundQueue queue(int maxFrames, long maxBytes) {
		return queue(maxFrames, maxBytes, false);
	}

	private OutboundQueue queue(int maxFrames, long maxBytes, boolean dropsOldest) {
		return new OutboundQueue(this.transport, maxFrames, maxBytes, dropsOldest, TrafficLog.NONE,
				this.drained::incrementAndGet);
	}

	private OutboundQueue openQueue(int maxFrames, long maxBytes) {
		return openQueue(maxFrames, maxBytes, false);
	}

	private OutboundQueue openQueue(int maxFrames, long maxBytes, boolean dropsOldest) {
		OutboundQueue queue = queue(maxFrames, maxBytes, dropsOldest);
		queue.release(frame(OK));
		return queue;
	}

	private void passOn(OutboundQueue queue, int frames) {
		this.transport.room(frames);
		queue.drain();
	}

	private static OutboundFrame frame(int length) {
		byte[] bytes = new byte[length];
		System.arraycopy(frame("m:A.b::").bytes(), 0, bytes, 0, Math.min(7, length));
		return TestFrames.of(bytes);
	}

	private static OutboundFrame frame(String text) {
		return TestFrames.of(text);
	}

}
