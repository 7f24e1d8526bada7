package io.grest.ws.redis;

import java.util.List;

import io.grest.ws.topic.engine.Envelope;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Outbox}: which messages may be sent again once answers are missing.
 */
class OutboxTests {

	private final Outbox outbox = new Outbox();

	private final Publish first = publish(1);

	private final Publish second = publish(2);

	private final Publish third = publish(3);

	@Test
	void sendsAgainInOrderWhatWasLost() {
		this.outbox.lost(this.second);
		this.outbox.lost(this.first);
		assertThat(taken()).containsExactly("1", "2");
	}

	@Test
	void sendsAgainInOrderWhatWasRefused() {
		this.outbox.refused(this.first);
		this.outbox.refused(this.second);
		assertThat(taken()).containsExactly("1", "2");
	}

	@Test
	void doesNotAddWhatWasLostBeforeAPublishedMessage() {
		this.outbox.published(this.second);
		this.outbox.lost(this.first);
		this.outbox.lost(this.third);
		assertThat(taken()).containsExactly("1 only if it is there", "3");
	}

	@Test
	void doesNotAddWhatWasRefusedBeforeAMessageThatMayHaveRun() {
		this.outbox.refused(this.first);
		this.outbox.lost(this.second);
		this.outbox.refused(this.third);
		assertThat(taken()).containsExactly("1 only if it is there", "2", "3");
	}

	@Test
	void staysWithThatIfItIsLostOnceMore() {
		this.outbox.refused(this.first);
		this.outbox.lost(this.second);
		this.outbox.takeLost();
		this.outbox.lost(this.first);
		assertThat(taken()).containsExactly("1 only if it is there");
	}

	private List<String> taken() {
		return this.outbox.takeLost()
			.stream()
			.map((publish) -> publish.number() + (this.outbox.isOvertaken(publish) ? " only if it is there" : ""))
			.toList();
	}

	private static Publish publish(long number) {
		Publish publish = new Publish(TestNode.ROOM, new Envelope("Test.said", null, null, TestNode.bytes("")), null,
				(done, published) -> {
				});
		publish.number(number);
		return publish;
	}

}
