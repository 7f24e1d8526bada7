package io.grest.ws.internal.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import io.grest.ws.internal.wire.FrameSource;
import io.grest.ws.internal.wire.OutboundFrame;
import io.grest.ws.protocol.FrameType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the turns that an {@link OutboundQueue} gives to sources.
 */
class OutboundTurnsTests {

	private final FakeTransport transport = new FakeTransport().onEventLoop();

	private final OutboundQueue queue = queue();

	private OutboundQueue queue() {
		OutboundQueue queue = new OutboundQueue(this.transport, 1000, 100_000, false, TrafficLog.NONE, () -> {
		});
		queue.release();
		this.transport.runTasks();
		return queue;
	}

	private static OutboundFrame frame(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return new OutboundFrame(FrameType.ITEM, "", bytes, bytes.length);
	}

	@Test
	void sourcePassesFramesWhenNoneWaits() {
		this.transport.room(0);
		this.queue.ready(new Source("a", 3));
		this.queue.add(frame("first"));
		this.queue.add(frame("second"));
		this.transport.room(100);
		this.queue.drain();
		this.transport.runTasks();
		assertThat(this.transport.frames()).containsExactly("first", "second", "a", "a", "a");
	}

	@Test
	void sourcesTakeTurnsOfSixteenFrames() {
		this.queue.ready(new Source("a", 20));
		this.queue.ready(new Source("b", 20));
		this.transport.runTasks();
		List<String> expected = new ArrayList<>(Collections.nCopies(16, "a"));
		expected.addAll(Collections.nCopies(16, "b"));
		expected.addAll(Collections.nCopies(4, "a"));
		expected.addAll(Collections.nCopies(4, "b"));
		assertThat(this.transport.frames()).isEqualTo(expected);
	}

	@Test
	void sourceHasOneTurnAfterSixtyFourFramesOfTheQueue() {
		this.transport.room(0);
		this.queue.ready(new Source("a", 1000));
		IntStream.range(0, 200).forEach((i) -> this.queue.add(frame("q")));
		this.transport.room(160);
		this.queue.drain();
		this.transport.runTasks();
		List<String> expected = new ArrayList<>(Collections.nCopies(64, "q"));
		expected.addAll(Collections.nCopies(16, "a"));
		expected.addAll(Collections.nCopies(64, "q"));
		expected.addAll(Collections.nCopies(16, "a"));
		assertThat(this.transport.frames()).isEqualTo(expected);
	}

	@Test
	void sourceDoesNotOvertakeFramesThatWaitedBeforeIt() {
		this.transport.room(0);
		IntStream.range(0, 200).forEach((i) -> this.queue.add(frame("q")));
		this.queue.ready(new Source("a", 20));
		IntStream.range(0, 200).forEach((i) -> this.queue.add(frame("r")));
		this.transport.room(1000);
		this.queue.drain();
		this.transport.runTasks();
		List<String> expected = new ArrayList<>(Collections.nCopies(200, "q"));
		expected.addAll(Collections.nCopies(56, "r"));
		expected.addAll(Collections.nCopies(16, "a"));
		expected.addAll(Collections.nCopies(64, "r"));
		expected.addAll(Collections.nCopies(4, "a"));
		expected.addAll(Collections.nCopies(80, "r"));
		assertThat(this.transport.frames()).isEqualTo(expected);
	}

	@Test
	void sixtyFourSourcesShareAlike() {
		this.transport.room(64 * 500);
		IntStream.range(0, 64).forEach((i) -> this.queue.ready(new Source("s" + i, Integer.MAX_VALUE)));
		this.transport.runTasks();
		List<String> frames = this.transport.frames();
		assertThat(frames).hasSize(64 * 500);
		assertThat(IntStream.range(0, 64).mapToLong((i) -> Collections.frequency(frames, "s" + i)))
			.allSatisfy((share) -> assertThat(share).isBetween(450L, 550L));
	}

	@Test
	void roundEndsNowAndThenSoThatThisThreadReads() {
		this.queue.ready(new Source("a", 1000));
		this.transport.runTasks();
		assertThat(this.transport.frames()).hasSize(1000);
		assertThat(this.transport.tasksAfterReading()).isEqualTo(1000 / (16 * 16));
	}

	@Test
	void sourceAsksAgainWhenItHasFrames() {
		Source source = new Source("a", 1);
		this.queue.ready(source);
		this.transport.runTasks();
		source.left = 1;
		this.queue.drain();
		this.transport.runTasks();
		assertThat(this.transport.frames()).containsExactly("a");
		this.queue.ready(source);
		this.transport.runTasks();
		assertThat(this.transport.frames()).containsExactly("a", "a");
	}

	@Test
	void sourcesPassFramesToTheNextTransport() {
		this.transport.room(0);
		this.queue.ready(new Source("a", 2));
		this.transport.runTasks();
		FakeTransport next = new FakeTransport().onEventLoop();
		this.queue.outlets().park(() -> this.queue.outlets().use(next, () -> {
		}, null, List.of()));
		this.transport.runTasks();
		next.runTasks();
		assertThat(this.transport.frames()).isEmpty();
		assertThat(next.frames()).containsExactly("a", "a");
	}

	@Test
	void sourcesWaitUntilTheirItemsAreAcknowledged() {
		SentFrames sent = new SentFrames(3, 1000);
		this.queue.outlets().count(sent, () -> frame("ack"));
		this.queue.ready(new Source("a", 5));
		this.transport.runTasks();
		assertThat(this.transport.frames()).containsExactly("a", "a", "a");
		assertThat(sent.acknowledge(2)).isTrue();
		this.queue.drain();
		this.transport.runTasks();
		assertThat(this.transport.frames()).hasSize(5);
	}

	@Test
	void discardedQueueTakesNothingOfItsSources() {
		this.transport.room(0);
		Source source = new Source("a", 2);
		this.queue.ready(source);
		this.queue.discard();
		this.transport.room(100);
		this.queue.drain();
		this.transport.runTasks();
		assertThat(this.transport.frames()).isEmpty();
		assertThat(source.left).isEqualTo(2);
	}

	private static final class Source implements FrameSource {

		private final String text;

		private int left;

		Source(String text, int left) {
			this.text = text;
			this.left = left;
		}

		@Override
		public @Nullable OutboundFrame next() {
			if (this.left == 0) {
				return null;
			}
			this.left--;
			return frame(this.text);
		}

		@Override
		public boolean turnEnded() {
			return this.left > 0;
		}

	}

}
