package io.grest.ws.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.client.ClientState;
import io.grest.ws.connection.Resumption;
import io.grest.ws.connection.Resumption.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a client is told that was away when Redis has lost the last two messages of a
 * topic, as by a failover to a replica that has not got them.
 */
@Timeout(300)
class LostTailTests {

	private static final Duration TIMEOUT = ResumeRoom.TIMEOUT;

	private static final int ROUNDS = Integer.getInteger("rounds", 2);

	private final ResumeRoom room = new ResumeRoom(2);

	private final AtomicInteger last = new AtomicInteger();

	@AfterEach
	void stop() throws Exception {
		this.room.close();
	}

	@Test
	void isToldByTheNodeThatHasHeardThem() throws Exception {
		List<Integer> heard = this.room.listenAt(0);
		loseMessages(false, () -> await().atMost(TIMEOUT).until(() -> heard.contains(this.last.get())));
		assertThat(this.room.resumptions()).hasSize(ROUNDS)
			.allSatisfy((resumption) -> assertThat(resumption)
				.isEqualTo(new Resumption(Outcome.NONE, 0, Map.of("room:kitchen", "forked"))));
	}

	// Redis has a history without a gap, and this node knows of no other.
	@Test
	void isNotToldByANodeThatHasNotHeardThem() throws Exception {
		loseMessages(true, () -> {
		});
		assertThat(this.room.resumptions()).hasSize(ROUNDS)
			.allSatisfy((resumption) -> assertThat(resumption).isEqualTo(new Resumption(Outcome.TOPICS, 3, Map.of())));
	}

	private void loseMessages(boolean backAtAnother, Runnable oncePublished) throws Exception {
		this.room.connect();
		for (int i = 1; i <= ROUNDS; i++) {
			publishAndHear(10);
			assertThat(this.room.nodes().redis().command("SAVE")).startsWith("+OK");
			this.room.nodes().cut();
			await().atMost(TIMEOUT).until(() -> this.room.client().state().phase() != ClientState.Phase.OPEN);
			int before = this.last.get();
			publish(2);
			oncePublished.run();
			this.room.nodes().redis().kill();
			this.room.nodes().redis().restart();
			publish(3);
			this.room.nodes().use(backAtAnother ? i % 2 : 0);
			this.room.nodes().admit();
			int verdicts = i;
			await().atMost(TIMEOUT).until(() -> this.room.resumptions().size() == verdicts);
			publishAndHear(2);
			assertThat(this.room.heard()).doesNotContain(before + 1, before + 2);
		}
		assertThat(this.room.heard()).doesNotHaveDuplicates();
	}

	private void publishAndHear(int messages) {
		publish(messages);
		this.room.awaitHeard(this.last.get());
	}

	// Again until Redis is there.
	private void publish(int messages) {
		for (int i = 0; i < messages; i++) {
			int number = this.last.incrementAndGet();
			await().atMost(TIMEOUT)
				.ignoreExceptions()
				.untilAsserted(
						() -> assertThat(this.room.topic().publish((client) -> client.said(number)).block(TIMEOUT))
							.isNotNull());
		}
	}

}
