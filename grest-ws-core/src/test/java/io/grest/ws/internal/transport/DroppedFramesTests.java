package io.grest.ws.internal.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.grest.ws.internal.wire.OutboundFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link OutboundQueue} says of frames that it drops: each was either
 * passed to the transport or is said to be dropped, never both.
 */
@Timeout(60)
class DroppedFramesTests {

	private final Queue<String> dropped = new ConcurrentLinkedQueue<>();

	private FakeTransport transport = new FakeTransport();

	private OutboundQueue queue() {
		OutboundQueue queue = new OutboundQueue(this.transport, 1000, 100_000, false, TrafficLog.NONE, () -> {
		});
		queue.whenDropped((frame) -> this.dropped.add(new String(frame.bytes(), StandardCharsets.UTF_8)));
		return queue;
	}

	@Test
	void namesDroppedFramesBeforeDiscardReturns() {
		this.transport.room(1);
		OutboundQueue queue = queue();
		queue.release();
		queue.offer(frame(1));
		queue.offer(frame(2));
		queue.offer(frame(3));
		queue.discard();
		assertThat(this.transport.frames()).containsExactly(text(1));
		assertThat(this.dropped).containsExactly(text(2), text(3));
		queue.offer(frame(4));
		assertThat(this.dropped).containsExactly(text(2), text(3), text(4));
		assertThat(queue.size()).isZero();
	}

	// Who is told may tell a user, who may wait for another thread.
	@Test
	void holdsNoLockWhileItNamesThem() {
		WaitingFrames waiting = new WaitingFrames(10, 1000);
		List<Boolean> locked = new ArrayList<>();
		waiting.add(frame(1));
		waiting.add(frame(2));
		waiting.clear((frame) -> locked.add(Thread.holdsLock(waiting)));
		assertThat(locked).containsExactly(false, false);
	}

	@Test
	void namesThemOnTheEventLoopThoughARoundIsDue() {
		this.transport.room(0).calledOnEventLoop();
		OutboundQueue queue = queue();
		queue.release();
		queue.offer(frame(1));
		assertThat(this.transport.tasks()).isEqualTo(1);
		queue.discard();
		assertThat(this.dropped).containsExactly(text(1));
		this.transport.room(10).runTasks();
		assertThat(this.transport.frames()).isEmpty();
	}

	@Test
	void leavesThemToARoundThatMayRunOnAnotherThread() {
		this.transport.room(0).onEventLoop();
		OutboundQueue queue = queue();
		queue.release();
		queue.offer(frame(1));
		queue.discard();
		assertThat(this.dropped).isEmpty();
		this.transport.room(10).runTasks();
		assertThat(this.transport.frames()).isEmpty();
		assertThat(this.dropped).containsExactly(text(1));
	}

	@Test
	void withdrawsFramesThatWait() {
		this.transport.room(1);
		OutboundQueue queue = queue();
		queue.release();
		IntStream.rangeClosed(1, 4).forEach((number) -> queue.offer(frame(number)));
		queue.withdraw((frame) -> !text(frame).equals(text(3)));
		assertThat(this.dropped).containsExactly(text(2), text(4));
		assertThat(queue.size()).isEqualTo(1);
		queue.offer(frame(5));
		this.transport.room(10);
		queue.drain();
		assertThat(this.transport.frames()).containsExactly(text(1), text(3), text(5));
		assertThat(queue.bytes()).isZero();
	}

	@Test
	void passesOrDropsEachFrameInARace() throws Exception {
		Random random = new Random();
		ExecutorService eventLoop = Executors.newSingleThreadExecutor();
		ExecutorService callers = Executors.newFixedThreadPool(4);
		try {
			for (int i = 0; i < 500; i++) {
				this.dropped.clear();
				this.transport = new FakeTransport().room(random.nextInt(60)).onEventLoop(eventLoop);
				race(eventLoop, callers);
			}
		}
		finally {
			callers.shutdownNow();
			eventLoop.shutdownNow();
		}
	}

	private void race(ExecutorService eventLoop, ExecutorService callers) throws Exception {
		OutboundQueue queue = queue();
		queue.release();
		CountDownLatch start = new CountDownLatch(4);
		List<Future<?>> ends = new ArrayList<>();
		ends.add(callers.submit(() -> after(start, () -> offer(queue, 0, 40))));
		ends.add(callers.submit(() -> after(start, () -> offer(queue, 40, 80))));
		ends.add(callers.submit(() -> after(start, () -> queue.withdraw((frame) -> text(frame).contains("7")))));
		ends.add(callers.submit(() -> after(start, queue::discard)));
		for (Future<?> end : ends) {
			end.get();
		}
		eventLoop.submit(() -> {
		}).get();
		List<String> all = new ArrayList<>(this.transport.frames());
		all.addAll(this.dropped);
		assertThat(all)
			.containsExactlyInAnyOrderElementsOf(IntStream.range(0, 80).mapToObj(DroppedFramesTests::text).toList());
	}

	private static void after(CountDownLatch start, Runnable task) {
		start.countDown();
		while (start.getCount() > 0) {
			Thread.onSpinWait();
		}
		task.run();
	}

	private static void offer(OutboundQueue queue, int from, int to) {
		for (int number = from; number < to; number++) {
			queue.offer(frame(number));
		}
	}

	private static OutboundFrame frame(int number) {
		return TestFrames.of(text(number));
	}

	private static String text(int number) {
		return "r:A.b:" + number + ":";
	}

	private static String text(OutboundFrame frame) {
		return new String(frame.bytes(), StandardCharsets.UTF_8);
	}

}
