package io.grest.ws.internal.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.grest.ws.connection.ConnectionOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for when received frames are acknowledged: after 64 of them, 128 KB or 5 s, or
 * half of what the other side can keep.
 */
class ReceivedFramesTests {

	private static final String FRAME = "m:Api.tell::1";

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final List<Long> acknowledged = new ArrayList<>();

	private ReceivedFrames received = received(ConnectionOptions.DEFAULTS);

	private ReceivedFrames received(ConnectionOptions options) {
		ReceivedFrames[] frames = new ReceivedFrames[1];
		frames[0] = new ReceivedFrames(options, new SessionTimer(this.time),
				() -> this.acknowledged.add(frames[0].count()));
		return frames[0];
	}

	@AfterEach
	void stop() {
		this.time.dispose();
	}

	private void receive(String frame, int times) {
		byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
		for (int i = 0; i < times; i++) {
			this.received.received(bytes, bytes.length);
		}
	}

	@Test
	void acknowledgesAfter64Frames() {
		receive(FRAME, 63);
		assertThat(this.acknowledged).isEmpty();
		receive(FRAME, 1);
		assertThat(this.acknowledged).containsExactly(64L);
		receive(FRAME, 64);
		assertThat(this.acknowledged).containsExactly(64L, 128L);
	}

	@Test
	void acknowledgesAfter128Kilobytes() {
		String large = FRAME + "0".repeat(32 * 1024);
		receive(large, 3);
		assertThat(this.acknowledged).isEmpty();
		receive(large, 1);
		assertThat(this.acknowledged).containsExactly(4L);
		receive(large, 3);
		assertThat(this.acknowledged).containsExactly(4L);
	}

	@Test
	void acknowledgesFiveSecondsAfterTheFirstThatIsNot() {
		receive(FRAME, 1);
		this.time.advanceTimeBy(Duration.ofSeconds(4));
		receive(FRAME, 1);
		this.time.advanceTimeBy(Duration.ofMillis(999));
		assertThat(this.acknowledged).isEmpty();
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.acknowledged).containsExactly(2L);
		this.time.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(this.acknowledged).as("nothing new").containsExactly(2L);
		receive(FRAME, 1);
		this.time.advanceTimeBy(Duration.ofSeconds(5));
		assertThat(this.acknowledged).containsExactly(2L, 3L);
	}

	@Test
	void acknowledgesHalfOfWhatTheOtherSideKeeps() {
		this.received = received(ConnectionOptions.builder().replayFrames(8).build());
		receive(FRAME, 3);
		assertThat(this.acknowledged).isEmpty();
		receive(FRAME, 1);
		assertThat(this.acknowledged).containsExactly(4L);
	}

	@Test
	void acknowledgesHalfOfTheBytesThatTheOtherSideKeeps() {
		this.received = received(ConnectionOptions.builder().replaySize(DataSize.ofBytes(10_000)).build());
		String frame = FRAME + "0".repeat(1_000 - FRAME.length());
		receive(frame, 4);
		assertThat(this.acknowledged).isEmpty();
		receive(frame, 1);
		assertThat(this.acknowledged).containsExactly(5L);
	}

	@Test
	void acknowledgesNothingLateThatItHasAcknowledged() {
		receive(FRAME, 64);
		this.time.advanceTimeBy(Duration.ofSeconds(5));
		assertThat(this.acknowledged).containsExactly(64L);
	}

	@Test
	void acknowledgesNothingOnceTheSessionHasEnded() {
		receive(FRAME, 1);
		this.received.end();
		this.time.advanceTimeBy(Duration.ofSeconds(5));
		assertThat(this.acknowledged).isEmpty();
	}

	@Test
	void acknowledgesEachFrameOfOneThatIsAboutToLeave() {
		receive(FRAME, 1);
		this.received.acknowledgeEach();
		assertThat(this.acknowledged).containsExactly(1L);
		receive(FRAME, 2);
		assertThat(this.acknowledged).containsExactly(1L, 2L, 3L);
	}

	@Test
	void isHeardOverEachLink() {
		assertThat(this.received.isHeard()).isFalse();
		assertThat(this.received.isHeardNow()).isFalse();
		receive("p:::", 1);
		assertThat(this.received.isHeard()).isTrue();
		assertThat(this.received.isHeardNow()).isTrue();
		this.received.linked();
		assertThat(this.received.isHeard()).isTrue();
		assertThat(this.received.isHeardNow()).isFalse();
	}

	@Test
	void countsByTheLetterAlone() {
		for (String frame : List.of("m:?", "r:", "s:x:y:z", "n::", "q::", "z::", "j:")) {
			receive(frame, 1);
		}
		assertThat(this.received.count()).isEqualTo(7);
		for (String frame : List.of("a::7:", "p:::", "o:::", "g:::{}", "t:::{}", "h:::{}", "k:::{}", "m", "", "mm:")) {
			receive(frame, 1);
		}
		assertThat(this.received.count()).isEqualTo(7);
		assertThat(this.received.isHeard()).isTrue();
	}

}
