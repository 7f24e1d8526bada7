package io.grest.ws.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import ch.qos.logback.classic.Level;
import io.grest.ws.internal.session.KeptSession;
import io.grest.ws.internal.wire.Extensions;
import io.grest.ws.internal.wire.ResumeOffer;
import io.grest.ws.protocol.SocketCloseStatus;
import io.grest.ws.server.ResumableSessions.Limits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the limits of {@link ResumableSessions}, and for what is logged of them.
 */
class ResumableSessionsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration LONG = Duration.ofMinutes(1);

	private final CapturedLog log = new CapturedLog(Level.DEBUG);

	private final List<String> ended = Collections.synchronizedList(new ArrayList<>());

	@AfterEach
	void release() {
		this.log.close();
	}

	@Test
	void endsSessionThatIsAwayLongestOverTotal() {
		ResumableSessions sessions = new ResumableSessions(new Limits(LONG, 2, 8, DataSize.ofKilobytes(1)));
		for (int i = 1; i <= 4; i++) {
			leave(sessions, "user " + i, new Away("c" + i, 10));
		}
		assertThat(this.ended).containsExactly("c1 1001", "c2 1001");
		assertThat(sessions.away()).isEqualTo(2);
		assertThat(sessions.size()).isEqualTo(DataSize.ofBytes(20));
		assertThat(this.log.lines()).containsExactly(
				"Gave up c1, whose client is away: grest.ws.resume.max-detached is 2;"
						+ " raise it if there is memory for more; logged once an hour",
				"Gave up c2, whose client is away: grest.ws.resume.max-detached is 2");
	}

	@Test
	void endsOldestSessionOfUserOverHisLimit() {
		ResumableSessions sessions = new ResumableSessions(new Limits(LONG, 10, 2, DataSize.ofKilobytes(1)));
		leave(sessions, "Ann", new Away("a1", 1));
		leave(sessions, "Ben", new Away("b1", 1));
		leave(sessions, "Ann", new Away("a2", 1));
		leave(sessions, "Ann", new Away("a3", 1));
		assertThat(this.ended).containsExactly("a1 1001");
		assertThat(this.log.lines())
			.containsExactly("Gave up a1, whose client is away: grest.ws.resume.max-detached-per-user is 2");
	}

	@Test
	void countsTimeAwayFromLastLoss() {
		ResumableSessions sessions = new ResumableSessions(new Limits(LONG, 10, 2, DataSize.ofKilobytes(1)));
		Away first = new Away("a1", 1);
		leave(sessions, "Ann", first);
		leave(sessions, "Ann", new Away("a2", 1));
		first.keeper().back();
		first.keeper().away();
		leave(sessions, "Ann", new Away("a3", 1));
		assertThat(this.ended).containsExactly("a2 1001");
		assertThat(sessions.away()).isEqualTo(2);
	}

	@Test
	void keepsManySessionsOfManyUsers() {
		ResumableSessions sessions = new ResumableSessions(new Limits(LONG, 10_000, 8, DataSize.ofMegabytes(1)));
		List<Away> all = new ArrayList<>();
		for (int i = 0; i < 20_000; i++) {
			Away session = new Away("c" + i, 1);
			all.add(session);
			leave(sessions, "user " + i, session);
		}
		assertThat(sessions.away()).isEqualTo(10_000);
		assertThat(this.ended).hasSize(10_000).startsWith("c0 1001").endsWith("c9999 1001");
		all.forEach((session) -> session.keeper().back());
		assertThat(sessions.away()).isZero();
		assertThat(sessions.size()).isEqualTo(DataSize.ofBytes(0));
	}

	@Test
	void endsOldestSessionsOverSize() {
		ResumableSessions sessions = new ResumableSessions(new Limits(LONG, 10, 8, DataSize.ofBytes(100)));
		leave(sessions, "Ann", new Away("a1", 40));
		leave(sessions, "Ben", new Away("b1", 40));
		leave(sessions, "Cid", new Away("c1", 90));
		assertThat(this.ended).containsExactly("a1 1001", "b1 1001");
		assertThat(sessions.size()).isEqualTo(DataSize.ofBytes(90));
		assertThat(this.log.lines()).containsExactly(
				"Gave up a1, whose client is away: grest.ws.resume.max-size is 100 bytes;"
						+ " raise it if there is memory for more; logged once an hour",
				"Gave up b1, whose client is away: grest.ws.resume.max-size is 100 bytes");
	}

	@Test
	void endsOldestSessionsOverSizeOfWhatIsSentMeanwhile() {
		ResumableSessions sessions = new ResumableSessions(new Limits(LONG, 10, 8, DataSize.ofBytes(100)));
		Away ben = new Away("b1", 40);
		leave(sessions, "Ann", new Away("a1", 40));
		leave(sessions, "Ben", ben);
		leave(sessions, "Cid", new Away("c1", 10));
		ben.grow(10);
		await().atMost(TIMEOUT).until(() -> sessions.size().toBytes() == 100);
		assertThat(this.ended).isEmpty();
		ben.grow(1);
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.ended).containsExactly("a1 1001"));
		assertThat(sessions.size()).isEqualTo(DataSize.ofBytes(61));
		ben.grow(100);
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.ended).containsExactly("a1 1001", "b1 1001"));
		assertThat(sessions.size()).isEqualTo(DataSize.ofBytes(10));
		ben.grow(100);
		sessions.measure();
		assertThat(sessions.size()).as("what has ended counts no more").isEqualTo(DataSize.ofBytes(10));
	}

	@Test
	void measuresAgainAfterAllWereBack() {
		ResumableSessions sessions = new ResumableSessions(new Limits(LONG, 10, 8, DataSize.ofBytes(100)));
		Away ann = new Away("a1", 40);
		leave(sessions, "Ann", ann);
		ann.keeper().back();
		sessions.measure();
		ann.keeper().away();
		ann.grow(50);
		await().atMost(TIMEOUT).until(() -> sessions.size().toBytes() == 90);
		ann.grow(50);
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.ended).containsExactly("a1 1001"));
	}

	@Test
	void endsSessionAfterTtl() {
		ResumableSessions sessions = new ResumableSessions(
				new Limits(Duration.ofMillis(1), 10, 8, DataSize.ofKilobytes(1)));
		leave(sessions, "Ann", new Away("a1", 1));
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.ended).containsExactly("a1 1001"));
		assertThat(this.log.lines()).containsExactly("Gave up a1, whose client is away: grest.ws.resume.ttl is 1 ms");
	}

	@Test
	void countsSessionNoMoreWhoseClientIsBack() {
		ResumableSessions sessions = new ResumableSessions(new Limits(LONG, 1, 8, DataSize.ofKilobytes(1)));
		Away first = new Away("a1", 10);
		leave(sessions, "Ann", first);
		first.keeper().back();
		assertThat(sessions.away()).isZero();
		assertThat(sessions.size()).isEqualTo(DataSize.ofBytes(0));
		leave(sessions, "Ben", new Away("b1", 10));
		assertThat(this.ended).isEmpty();
	}

	private static void leave(ResumableSessions sessions, String user, Away session) {
		sessions.keep(new ClientIdentity(user, null, "/api", Map.of(), null, Extensions.RESUME, Set.of()), session,
				new ArrayList<>());
		session.keeper().away();
	}

	private final class Away implements KeptSession {

		private final String name;

		private volatile long size;

		private @Nullable Keeper keeper;

		Away(String name, long size) {
			this.name = name;
			this.size = size;
		}

		void grow(long bytes) {
			this.size += bytes;
		}

		Keeper keeper() {
			return Objects.requireNonNull(this.keeper);
		}

		@Override
		public boolean isHeard() {
			return true;
		}

		@Override
		public ResumeOffer offer(String token) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void leave() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void depart() {
			throw new UnsupportedOperationException();
		}

		@Override
		public List<String> topics() {
			return List.of();
		}

		@Override
		public long size() {
			return this.size;
		}

		@Override
		public void end(SocketCloseStatus status) {
			ResumableSessionsTests.this.ended.add(this.name + " " + status.code());
		}

		@Override
		public void keptBy(Keeper listener) {
			this.keeper = listener;
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
