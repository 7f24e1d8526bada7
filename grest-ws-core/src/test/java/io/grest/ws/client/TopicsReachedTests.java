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

	private final List<LostTopic> lost = new ArrayList<>();

	private final TopicsReached topics = new TopicsReached(
			Objects.requireNonNull(new GrestFormat(Set.of(), new Payloads(new JsonMapper())).resume()),
			new TopicsReached.Listener() {

				@Override
				public void resumed(Resumption resumption) {
					TopicsReachedTests.this.verdicts.add(resumption);
				}

				@Override
				public void lost(LostTopic lost) {
					TopicsReachedTests.this.lost.add(lost);
				}

			});

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
			assertThat(this.verdicts).containsExactly(new Resumption(Outcome.NONE, 3, Map.of("b", "unknown")));
		}
	}

	@Test
	void aPositionThatIsLateChangesNoVerdict() {
		this.topics.begin(List.of("RoomApi/a"));
		this.topics.tellOnceKnown(Outcome.TOPICS);
		this.time.advanceTimeBy(Duration.ofSeconds(5));
		reached("RoomApi/a", "17.k3f9Qa", "{\"recovered\":true,\"messages\":3}");
		assertThat(this.verdicts).containsExactly(new Resumption(Outcome.NONE, 0, Map.of("a", "unknown")));
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
	void tellsATopicThatIsLostWhileConnected() {
		this.topics.begin(List.of());
		reached("RoomApi/room%3Aa%20b", "17.k3f9Qa", "{}");
		assertThat(this.lost).isEmpty();
		reached("RoomApi/room%3Aa%20b", "40.zz01bc", "{\"recovered\":false,\"why\":\"trimmed\"}");
		reached("RoomApi/%zz", "1.zz01bc", "{\"recovered\":false}");
		assertThat(this.lost).containsExactly(new LostTopic("room:a b", "trimmed"), new LostTopic("%zz", "unknown"));
		assertThat(this.verdicts).isEmpty();
	}

	@Test
	void tellsLossesBeforeTheVerdict() {
		this.topics.begin(List.of("RoomApi/a", "RoomApi/b"));
		this.topics.tellOnceKnown(Outcome.TOPICS);
		reached("RoomApi/a", "17.k3f9Qa", "{\"recovered\":false,\"why\":\"forked\"}");
		assertThat(this.lost).containsExactly(new LostTopic("a", "forked"));
		assertThat(this.verdicts).isEmpty();
		this.time.advanceTimeBy(Duration.ofSeconds(5));
		assertThat(this.lost).containsExactly(new LostTopic("a", "forked"), new LostTopic("b", "unknown"));
		assertThat(this.verdicts)
			.containsExactly(new Resumption(Outcome.NONE, 0, Map.of("a", "forked", "b", "unknown")));
	}

	private void hear(int topics) {
		for (int i = 0; i < topics; i++) {
			reached("RoomApi/" + i, "17.k3f9Qa", "{}");
		}
	}

	// The server that is not told of a position says nothing of what came after it.
	@Test
	void aTopicThatTheHandshakeHasNoRoomForIsLost() {
		this.topics.begin(List.of());
		hear(257);
		assertThat(this.topics.toHeader()).startsWith("RoomApi/256=").doesNotContain("RoomApi/0=");
		this.topics.begin(List.of("RoomApi/0", "RoomApi/1", "RoomApi/new"));
		this.topics.tellOnceKnown(Outcome.TOPICS);
		reached("RoomApi/new", "17.k3f9Qa", "{}");
		reached("RoomApi/1", "17.k3f9Qa", "{\"recovered\":true,\"messages\":0}");
		reached("RoomApi/0", "17.k3f9Qa", "{}");
		assertThat(this.lost).containsExactly(new LostTopic("0", "too-many"));
		assertThat(this.verdicts).containsExactly(new Resumption(Outcome.NONE, 0, Map.of("0", "too-many")));
		reached("RoomApi/0", "18.k3f9Qa", "{}");
		assertThat(this.lost).hasSize(1);
	}

	@Test
	void aTopicWhosePositionWasDroppedIsLost() {
		this.topics.begin(List.of());
		hear(4097);
		assertThat(this.lost).isEmpty();
		this.topics.toHeader();
		this.topics.begin(List.of("RoomApi/0"));
		this.topics.tellOnceKnown(Outcome.TOPICS);
		reached("RoomApi/0", "17.k3f9Qa", "{}");
		assertThat(this.lost).containsExactly(new LostTopic("0", "too-many"));
	}

	@Test
	void theSameSessionNeedsNoRoomForPositions() {
		this.topics.begin(List.of());
		hear(4097);
		this.topics.toHeader();
		this.topics.goOn(List.of());
		this.topics.tellOnceKnown(Outcome.COMPLETE);
		hear(4097);
		assertThat(this.lost).isEmpty();
		assertThat(this.verdicts).containsExactly(new Resumption(Outcome.COMPLETE, 0, Map.of()));
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
