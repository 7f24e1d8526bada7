package io.grest.ws.internal.transport;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.protocol.SocketCloseStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutboundQueue} with many threads.
 */
class OutboundQueueConcurrencyTests {

	private static final int THREADS = 16;

	private static final int FRAMES = 20_000;

	private final ExecutorService producers = Executors.newFixedThreadPool(THREADS);

	private final ExecutorService eventLoop = Executors.newSingleThreadExecutor();

	private final ExecutorService otherEventLoop = Executors.newSingleThreadExecutor();

	private final CountDownLatch finished = new CountDownLatch(1);

	@AfterEach
	void shutdown() {
		this.producers.shutdownNow();
		this.eventLoop.shutdownNow();
		this.otherEventLoop.shutdownNow();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void framesOfManyThreadsArriveOnceAndInTheOrderOfEach(boolean onEventLoop) throws Exception {
		CountingTransport transport = new CountingTransport(onEventLoop ? this.eventLoop : null);
		OutboundQueue queue = new OutboundQueue(transport, Integer.MAX_VALUE, Long.MAX_VALUE, false, TrafficLog.NONE,
				() -> {
				});
		queue.release(frame(-1, 0));
		produce((thread) -> {
			for (int i = 0; i < FRAMES; i++) {
				if (i % 2 == 0) {
					assertThat(queue.offer(frame(thread, i))).isTrue();
				}
				else {
					queue.add(frame(thread, i));
				}
			}
		});
		CountDownLatch finished = new CountDownLatch(1);
		queue.finish(finished::countDown);
		assertThat(finished.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(transport.faults).isEmpty();
		assertThat(transport.next).containsOnly(FRAMES);
		assertThat(queue.isWaiting()).isFalse();
	}

	@Test
	void framesOfTheEventLoopArriveOnceAndInOrderAmongThoseOfOtherThreads() throws Exception {
		CountingTransport transport = new CountingTransport(this.eventLoop);
		OutboundQueue queue = new OutboundQueue(transport, Integer.MAX_VALUE, Long.MAX_VALUE, false, TrafficLog.NONE,
				() -> {
				});
		queue.release(frame(-1, 0));
		produce((thread) -> {
			for (int i = 0; i < FRAMES; i++) {
				OutboundFrame frame = frame(thread, i);
				if (thread == 0) {
					this.eventLoop.execute(() -> queue.add(frame));
				}
				else {
					queue.add(frame);
				}
			}
		});
		this.eventLoop.submit(() -> queue.finish(this.finished::countDown)).get(10, TimeUnit.SECONDS);
		assertThat(this.finished.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(transport.faults).isEmpty();
		assertThat(transport.next).containsOnly(FRAMES);
		assertThat(transport.unflushed).isFalse();
	}

	@Test
	void framesOfGroupsArriveOnceAndInOrderAmongThoseOfOneConnection() throws Exception {
		List<CountingTransport> transports = new ArrayList<>();
		List<OutboundQueue> queues = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			CountingTransport transport = new CountingTransport((i % 2 == 0) ? this.eventLoop : this.otherEventLoop);
			OutboundQueue queue = new OutboundQueue(transport, Integer.MAX_VALUE, Long.MAX_VALUE, false,
					TrafficLog.NONE, () -> {
					});
			queue.release(frame(-1, 0));
			transports.add(transport);
			queues.add(queue);
		}
		produce((thread) -> {
			for (int i = 0; i < FRAMES / 4; i++) {
				DrainTogether together = (i % 3 != 0) ? new DrainTogether() : null;
				for (OutboundQueue queue : queues) {
					queue.push(frame(thread, i), together);
				}
				if (together != null) {
					together.drain();
				}
			}
		});
		CountDownLatch finished = new CountDownLatch(queues.size());
		queues.forEach((queue) -> queue.finish(finished::countDown));
		assertThat(finished.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(transports).allSatisfy((transport) -> {
			assertThat(transport.faults).isEmpty();
			assertThat(transport.next).containsOnly(FRAMES / 4);
			assertThat(transport.unflushed).isFalse();
		});
	}

	@Test
	void noMoreFramesThanTheLimitEverWait() throws Exception {
		CountingTransport transport = new CountingTransport(this.eventLoop);
		OutboundQueue queue = new OutboundQueue(transport, 100, 1_000_000, false, TrafficLog.NONE, () -> {
		});
		queue.release(frame(-1, 0));
		AtomicInteger[] taken = new AtomicInteger[THREADS];
		AtomicInteger largest = new AtomicInteger();
		produce((thread) -> {
			taken[thread] = new AtomicInteger();
			for (int i = 0; i < FRAMES; i++) {
				if (queue.offer(frame(thread, taken[thread].get()))) {
					taken[thread].incrementAndGet();
				}
				largest.accumulateAndGet(queue.size(), Math::max);
			}
		});
		CountDownLatch finished = new CountDownLatch(1);
		queue.finish(finished::countDown);
		assertThat(finished.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(transport.faults).isEmpty();
		assertThat(transport.next).containsExactly(Arrays.stream(taken).mapToInt(AtomicInteger::get).toArray());
		assertThat(largest).hasValueLessThanOrEqualTo(100);
	}

	@Test
	void whoeverWaitsForRoomIsToldOfIt() throws Exception {
		for (int round = 0; round < 200; round++) {
			CountingTransport transport = new CountingTransport(this.eventLoop);
			CyclicBarrier barrier = new CyclicBarrier(2);
			List<OutboundQueue> self = new ArrayList<>();
			CountDownLatch room = new CountDownLatch(1);
			OutboundQueue queue = new OutboundQueue(transport, 1, 1000, false, TrafficLog.NONE, () -> {
				if (!self.get(0).isFull()) {
					room.countDown();
				}
			});
			self.add(queue);
			queue.release(frame(-1, 0));
			Future<?> kick = this.producers.submit(() -> {
				barrier.await(5, TimeUnit.SECONDS);
				queue.drain();
				return null;
			});
			barrier.await(5, TimeUnit.SECONDS);
			queue.add(frame(0, 0));
			assertThat(room.await(5, TimeUnit.SECONDS)).as("round " + round).isTrue();
			kick.get(5, TimeUnit.SECONDS);
		}
	}

	private void produce(Producer producer) throws Exception {
		CyclicBarrier barrier = new CyclicBarrier(THREADS);
		List<Future<?>> running = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			int thread = i;
			running.add(this.producers.submit(() -> {
				barrier.await(10, TimeUnit.SECONDS);
				producer.produce(thread);
				return null;
			}));
		}
		for (Future<?> each : running) {
			each.get(30, TimeUnit.SECONDS);
		}
	}

	private static OutboundFrame frame(int thread, int number) {
		return TestFrames.of(ByteBuffer.allocate(8).putInt(thread).putInt(number).array());
	}

	private interface Producer {

		void produce(int thread) throws Exception;

	}

	/**
	 * Notes each frame that is not the next one of its thread, and whether two threads
	 * drain at a time.
	 */
	private static final class CountingTransport implements SocketTransport {

		private final ExecutorService eventLoop;

		private final AtomicInteger writing = new AtomicInteger();

		// Of the draining thread; no lock, for the queue says that one drains at a time.
		private final int[] next = new int[THREADS];

		private final List<String> faults = new ArrayList<>();

		private final Thread eventLoopThread;

		private boolean unflushed;

		private CountingTransport(ExecutorService eventLoop) throws Exception {
			this.eventLoop = eventLoop;
			this.eventLoopThread = (eventLoop != null) ? eventLoop.submit(Thread::currentThread).get() : null;
		}

		@Override
		public ExecutorService eventLoop() {
			return this.eventLoop;
		}

		@Override
		public boolean isOnEventLoop() {
			return Thread.currentThread() == this.eventLoopThread;
		}

		@Override
		public void execute(Runnable task) {
			if (this.eventLoop != null) {
				this.eventLoop.execute(task);
			}
			else {
				task.run();
			}
		}

		@Override
		public void write(byte[] frame) {
			if (this.writing.incrementAndGet() != 1) {
				this.faults.add("two threads");
			}
			ByteBuffer content = ByteBuffer.wrap(frame);
			int thread = content.getInt();
			int number = content.getInt();
			if (thread >= 0 && number != this.next[thread]++) {
				this.faults.add(thread + ":" + number);
			}
			this.unflushed = true;
			this.writing.decrementAndGet();
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void ping() {
		}

		@Override
		public void flush() {
			this.unflushed = false;
		}

		@Override
		public long pendingBytes() {
			return 0;
		}

		@Override
		public Flux<WebSocketMessage> receive() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Mono<CloseStatus> closeStatus() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Mono<Void> open(TransportListener listener) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Mono<Void> close(SocketCloseStatus status) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void abort() {
			throw new UnsupportedOperationException();
		}

	}

}
