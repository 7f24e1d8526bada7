package io.grest.ws.internal.topic;

import java.util.List;
import java.util.stream.IntStream;

import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Window}.
 */
class WindowTests {

	private static final Envelope ENVELOPE = new Envelope("Api.told", null, null, new byte[] { '1' });

	private final WindowBudget budget = new WindowBudget(1_000_000, () -> {
	});

	private final Window window = new Window(5, this.budget);

	@Test
	void keepsWhatWasReadAlone() {
		Window other = new Window(5, this.budget);
		this.window.addBefore(messages(1, 3), position(3));
		assertThat(this.window.after(position(1), 10)).isEqualTo(messages(2, 3));
		assertThat(other.after(position(1), 10)).isNull();
		assertThat(other.has(position(2))).isFalse();
	}

	@Test
	void keepsWhatWasReadBeforeWhatIsThere() {
		this.window.add(message(4));
		this.window.addBefore(messages(1, 4), position(4));
		assertThat(this.window.after(position(0), 10)).isEqualTo(messages(1, 4));
		assertThat(this.window.after(position(2), 1)).isEqualTo(messages(3, 3));
	}

	@Test
	void keepsTheNewestOfWhatWasRead() {
		this.window.addBefore(messages(1, 8), position(8));
		assertThat(this.window.after(position(4), 10)).isEqualTo(messages(5, 8));
		assertThat(this.window.after(position(2), 10)).isNull();
	}

	@Test
	void keepsNothingThatDoesNotPrecede() {
		this.window.add(message(8));
		this.window.addBefore(messages(1, 3), position(8));
		assertThat(this.window.after(position(1), 10)).isNull();
		assertThat(this.window.after(position(7), 10)).isEqualTo(messages(8, 8));
	}

	@Test
	void countsBytesUntilCleared() {
		this.window.addBefore(messages(1, 3), position(3));
		assertThat(this.budget.bytes()).isPositive();
		this.window.clear();
		assertThat(this.budget.bytes()).isZero();
		this.window.add(message(4));
		assertThat(this.window.after(position(3), 10)).isEqualTo(messages(4, 4));
	}

	private static List<TopicMessage> messages(int first, int last) {
		return IntStream.rangeClosed(first, last).mapToObj(WindowTests::message).toList();
	}

	private static TopicMessage message(int offset) {
		return new TopicMessage(position(offset), position(offset - 1).tag(), ENVELOPE);
	}

	private static Position position(int offset) {
		return new Position(offset, "%06d".formatted(offset));
	}

}
