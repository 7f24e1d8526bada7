package io.grest.ws.internal.transport;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

import io.grest.ws.internal.wire.OutboundFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SentFramesTests {

	private final SentFrames sent = new SentFrames(300, 2000);

	@ParameterizedTest
	@ValueSource(ints = { 1, 7, 200 })
	void keepsWhatIsNotAcknowledgedInOrder(int mostAtOnce) {
		Random random = new Random(mostAtOnce);
		Deque<OutboundFrame> kept = new ArrayDeque<>();
		long count = 0;
		for (int i = 0; i < 500; i++) {
			for (int n = random.nextInt(mostAtOnce + 1); n > 0; n--) {
				OutboundFrame frame = TestFrames.of("s:A.b:" + count++ + ":");
				this.sent.passed(frame);
				kept.add(frame);
				while (kept.size() > 300 || bytes(kept) > 2000) {
					kept.remove();
				}
			}
			long acknowledged = count - random.nextInt(kept.size() + 1);
			if (this.sent.acknowledge(acknowledged)) {
				while (kept.size() > count - acknowledged) {
					kept.remove();
				}
			}
			assertThat(this.sent.count()).isEqualTo(count);
			assertThat(this.sent.base()).isEqualTo(count - kept.size());
			assertThat(after(this.sent.base())).containsExactlyElementsOf(kept);
			assertThat(this.sent.bytes()).isEqualTo(bytes(kept));
		}
	}

	@Test
	void keepsNothingOfWhatDoesNotCount() {
		this.sent.passed(TestFrames.of("k"));
		assertThat(this.sent.count()).isZero();
		assertThat(after(0)).isEmpty();
	}

	@Test
	void keepsFrameThatIsSentInPlaceOfAnother() {
		OutboundFrame other = TestFrames.of("s:A.b:other:");
		this.sent.passed(TestFrames.of("s:A.b:1:"));
		assertThat(this.sent.after(0, (frame) -> other)).containsExactly(other);
		assertThat(after(0)).containsExactly(other);
		assertThat(this.sent.bytes()).isEqualTo(other.length());
	}

	@Test
	void isFullUntilAcknowledged() {
		SentFrames two = new SentFrames(2, 2000);
		two.passed(TestFrames.of("s:A.b:1:"));
		assertThat(two.isFull()).isFalse();
		two.passed(TestFrames.of("s:A.b:2:"));
		assertThat(two.isFull()).isTrue();
		two.acknowledge(1);
		assertThat(two.isFull()).isFalse();
	}

	@Test
	void cannotSendAgainWhatItDoesNotKeep() {
		SentFrames two = new SentFrames(2, 2000);
		for (int i = 0; i < 5; i++) {
			two.passed(TestFrames.of("s:A.b:" + i + ":"));
		}
		assertThat(two.isKeptAfter(2)).isFalse();
		assertThat(two.isKeptAfter(3)).isTrue();
		assertThat(two.isKeptAfter(5)).isTrue();
		assertThat(two.isKeptAfter(6)).isFalse();
		assertThat(two.acknowledge(6)).isFalse();
		assertThat(two.acknowledge(4)).isTrue();
		assertThat(two.acknowledge(4)).isFalse();
		assertThat(two.isKeptAfter(3)).isFalse();
	}

	private List<OutboundFrame> after(long received) {
		return this.sent.after(received, UnaryOperator.identity());
	}

	private static long bytes(Deque<OutboundFrame> frames) {
		return frames.stream().mapToLong(OutboundFrame::length).sum();
	}

}
