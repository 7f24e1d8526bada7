package io.grest.ws.internal.transport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.internal.wire.OutboundFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link DrainTogether}.
 */
class DrainTogetherTests {

	private final EventLoop first = new EventLoop();

	private final EventLoop second = new EventLoop();

	private final List<FakeTransport> transports = new ArrayList<>();

	private final AtomicInteger rounds = new AtomicInteger();

	private final List<Throwable> failures = new ArrayList<>();

	private final DrainTogether together = new DrainTogether();

	private Runnable onFailure = () -> {
	};

	@Test
	void oneTaskDrainsAllOfAnEventLoop() {
		push(3, this.first);
		push(2, this.second);
		assertThat(this.transports).allSatisfy((transport) -> assertThat(transport.frames()).isEmpty());
		this.together.drain();
		assertThat(this.first.tasks).hasSize(1);
		assertThat(this.second.tasks).hasSize(1);
		this.first.run();
		assertThat(this.transports).map((transport) -> transport.events().size()).containsExactly(2, 2, 2, 0, 0);
		this.second.run();
		assertThat(this.transports)
			.allSatisfy((transport) -> assertThat(transport.events()).containsExactly("m:A.b::1", "FLUSH"));
	}

	@Test
	void aTaskBeginsBeforeAllOfALargeGroupHaveTheirFrame() {
		push(150, this.first);
		assertThat(this.first.tasks).hasSize(2);
		this.first.run();
		assertThat(this.transports.subList(0, 128))
			.allSatisfy((transport) -> assertThat(transport.frames()).hasSize(1));
		assertThat(this.transports.get(128).frames()).isEmpty();
		this.together.drain();
		this.first.run();
		assertThat(this.transports).allSatisfy((transport) -> assertThat(transport.frames()).hasSize(1));
	}

	@Test
	void drainsNothingTwice() {
		push(1, this.first);
		this.together.drain();
		this.together.drain();
		assertThat(this.first.tasks).hasSize(1);
	}

	@Test
	void whatIsDrainedMeanwhileIsNotDrainedAgain() {
		OutboundQueue queue = push(1, this.first);
		FakeTransport transport = this.transports.get(0);
		queue.add(frame("m:A.b::2"));
		this.first.run();
		this.together.drain();
		this.first.run();
		assertThat(transport.events()).containsExactly("m:A.b::1", "m:A.b::2", "FLUSH");
	}

	@Test
	void anEventLoopReadsBeforeItDrains() {
		push(2, this.first);
		this.together.drain();
		assertThat(this.transports).map(FakeTransport::tasksAfterReading).containsExactly(1, 0);
	}

	@Test
	void theNextMessageThatIsReadMeanwhileLeavesWithThisOne() {
		OutboundQueue queue = push(1, this.first);
		this.together.drain();
		queue.push(frame("m:A.b::2"), this.together);
		this.together.drain();
		assertThat(this.first.tasks).hasSize(2);
		this.rounds.set(0);
		this.first.run();
		assertThat(this.transports.get(0).events()).containsExactly("m:A.b::1", "m:A.b::2", "FLUSH");
		assertThat(this.rounds).hasValue(1);
	}

	@Test
	void withoutAnEventLoopAFrameLeavesAtOnce() {
		push(1, null);
		assertThat(this.transports.get(0).events()).containsExactly("m:A.b::1", "FLUSH");
	}

	@Test
	void oneThatFailsKeepsNoOtherFromBeingDrained() {
		push(3, this.first);
		this.transports.get(1).whenAskedForRoom(() -> {
			throw new IllegalStateException("broken");
		});
		this.together.drain();
		this.first.run();
		assertThat(this.failures).singleElement().asString().endsWith("broken");
		assertThat(this.transports).map((transport) -> transport.frames().size()).containsExactly(1, 0, 1);
	}

	@Test
	void drainsOthersThoughFailureIsNotHandled() {
		push(3, this.first);
		this.transports.get(1).whenAskedForRoom(() -> {
			throw new IllegalStateException("broken");
		});
		this.onFailure = () -> {
			throw new IllegalStateException("not handled");
		};
		this.together.drain();
		assertThatIllegalStateException().isThrownBy(this.first::run).withMessage("not handled");
		assertThat(this.transports.get(2).frames()).isEmpty();
		this.first.run();
		assertThat(this.transports).map((transport) -> transport.frames().size()).containsExactly(1, 0, 1);
	}

	@Test
	void aMessageThatFindsNoRoomIsForThePolicy() {
		OutboundQueue queue = push(1, this.first);
		assertThat(queue.push(TestFrames.of(new byte[2000]), this.together)).isTrue();
		this.together.drain();
		this.first.run();
		assertThat(this.transports.get(0).frames()).hasSize(1);
	}

	private OutboundQueue push(int members, Executor eventLoop) {
		OutboundQueue queue = null;
		for (int i = 0; i < members; i++) {
			FakeTransport transport = new FakeTransport();
			queue = new OutboundQueue(transport, 10, 1000, false, TrafficLog.NONE, new Listener());
			queue.release();
			if (eventLoop != null) {
				transport.onEventLoop(eventLoop);
			}
			this.transports.add(transport);
			assertThat(queue.push(frame("m:A.b::1"), this.together)).isFalse();
		}
		return queue;
	}

	private static OutboundFrame frame(String text) {
		return TestFrames.of(text);
	}

	private static final class EventLoop implements Executor {

		private final Queue<Runnable> tasks = new ArrayDeque<>();

		@Override
		public void execute(Runnable task) {
			this.tasks.add(task);
		}

		private void run() {
			for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
				task.run();
			}
		}

	}

	private final class Listener implements TransportListener {

		@Override
		public void roundEnded() {
			DrainTogetherTests.this.rounds.incrementAndGet();
		}

		@Override
		public void failed(Throwable ex) {
			DrainTogetherTests.this.failures.add(ex);
			DrainTogetherTests.this.onFailure.run();
		}

	}

}
