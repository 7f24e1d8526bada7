package io.grest.ws.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.grest.ws.connection.Resumption;
import io.grest.ws.connection.Resumption.Outcome;
import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.Frame;
import io.grest.ws.internal.wire.GrestFormat;
import io.grest.ws.protocol.FrameType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client knows of its topics after a reconnection, if positions are late or lost.
 */
class TopicsReachedTests {

	private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();

	private final List<Resumption> verdicts = new ArrayList<>();

	private final TopicsReached topics = new TopicsReached(
			Objects.requireNonNull(new GrestFormat(Set.of(), new Payloads(new JsonMapper())).resume()),
			this.verdicts::add);

	@AfterEach
	void stop() {
		VirtualTimeScheduler.reset();
	}

	private void reached(String topic, String position, String verdict) {
		this.topics.reached(
				new Frame(FrameType.POSITION, topic, position, Payload.of(verdict.getBytes(StandardCharsets.UTF_8))));
	}

	@Test
	void tellsOnceThePositionsOfAllTopicsAreKnown() {
		this.topics.begin(List.of("RoomApi/a", "RoomApi/b"));
		this.topics.tellOnceKnown(Outcome.TOPICS);
		reached("RoomApi/a", "17.k3f9Qa", "{\"recovered\":true,\"messages\":3}");
		assertThat(this.verdicts).isEmpty();
		reached("RoomApi/b", "4.zz01bc", "{\"recovered\":true,\"messages\":0}");
		assertThat(this.verdicts).containsExactly(new Resumption(Outcome.TOPICS, 3, Map.of()));
		this.time.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(this.verdicts).hasSize(1);
	}

	@Test
	void aTopicWhosePositionIsLostIsNotWhole() {
		for (Outcome outcome : List.of(Outcome.TOPICS, Outcome.COMPLETE)) {
			this.verdicts.clear();
			this.topics.begin(List.of("RoomApi/a", "RoomApi/b"));
			this.topics.tellOnceKnown(outcome);
			reached("RoomApi/a", "17.k3f9Qa", "{\"recovered\":true,\"messages\":3}");
			this.time.advanceTimeBy(Duration.ofMillis(4999));
			assertThat(this.verdicts).isEmpty();
			this.time.advanceTimeBy(Duration.ofMillis(1));
			assertThat(this.verdicts).containsExactly(new Resumption(Outcome.NONE, 3, Map.of("RoomApi/b", "unknown")));
		}
	}

	@Test
	void aPositionThatIsLateChangesNoVerdict() {
		this.topics.begin(List.of("RoomApi/a"));
		this.topics.tellOnceKnown(Outcome.TOPICS);
		this.time.advanceTimeBy(Duration.ofSeconds(5));
		reached("RoomApi/a", "17.k3f9Qa", "{\"recovered\":true,\"messages\":3}");
		assertThat(this.verdicts).containsExactly(new Resumption(Outcome.NONE, 0, Map.of("RoomApi/a", "unknown")));
	}

	private boolean isNew(String position) {
		return this.topics
			.isNew(new Frame(FrameType.MSG, "RoomApi.tell", ";to=RoomApi/a;sq=" + position, Payload.of(new byte[0])));
	}

	@Test
	void aPositionMayLieBeforeTheLastOne() {
		this.topics.begin(List.of());
		reached("RoomApi/a", "17.k3f9Qa", "{}");
		assertThat(this.topics.toHeader()).isEqualTo("RoomApi/a=17.k3f9Qa");
		assertThat(isNew("17.k3f9Qa")).isFalse();
		reached("RoomApi/a", "2.zz01bc", "{\"recovered\":false,\"why\":\"forked\"}");
		assertThat(this.topics.toHeader()).isEqualTo("RoomApi/a=2.zz01bc");
		assertThat(isNew("2.zz01bc")).isFalse();
		assertThat(isNew("3.x7Lm02")).isTrue();
		assertThat(isNew("3.x7Lm02")).isFalse();
	}

	@Test
	void theTimeOfASocketIsNotThatOfTheNext() {
		this.topics.begin(List.of("RoomApi/a"));
		this.topics.tellOnceKnown(Outcome.TOPICS);
		this.time.advanceTimeBy(Duration.ofSeconds(4));
		this.topics.begin(List.of("RoomApi/a"));
		this.topics.tellOnceKnown(Outcome.TOPICS);
		this.time.advanceTimeBy(Duration.ofSeconds(4));
		assertThat(this.verdicts).isEmpty();
		reached("RoomApi/a", "17.k3f9Qa", "{\"recovered\":true,\"messages\":1}");
		assertThat(this.verdicts).containsExactly(new Resumption(Outcome.TOPICS, 1, Map.of()));
	}

}
