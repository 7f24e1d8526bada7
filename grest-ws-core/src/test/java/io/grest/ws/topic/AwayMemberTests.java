package io.grest.ws.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import io.grest.ws.topic.TopicNode.Client;
import io.grest.ws.topic.TopicNode.Guest;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.MemoryCluster;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Retention;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a member is sent that has lost its socket for a while.
 */
@Timeout(60)
class AwayMemberTests {

	private static final String ROOM = "Api/room%3Aa";

	private static final int MANY = 2000;

	private final UnreliableEngine engine = new UnreliableEngine(new MemoryCluster().node());

	private TopicNode node;

	private SocketTopic<Client> room;

	private PlacedMember ann;

	private void start(int history) throws Exception {
		this.node = new TopicNode(this.engine, new Retention(history, Duration.ofMinutes(1)), Duration.ofHours(1));
		this.room = this.node.room("a");
		this.ann = new PlacedMember(this.node, "ann");
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	private Position publish(String text) {
		return Objects.requireNonNull(this.room.publish((client) -> client.tell(text)).block(TopicNode.TIMEOUT));
	}

	private Position join() {
		return Objects.requireNonNull(
				Objects.requireNonNull(this.room.add(this.ann.connection()).block(TopicNode.TIMEOUT)).position());
	}

	private static String message(Position position, String text) {
		return "m:Api.tell:;to=" + ROOM + ";sq=" + position + ":\"" + text + "\"";
	}

	private static String position(Position position, String verdict) {
		return "j:" + ROOM + ":" + position + ":" + verdict;
	}

	private static String recovered(Position position, int messages) {
		return position(position, "{\"recovered\":true,\"messages\":" + messages + "}");
	}

	private static String lost(Position position, String why) {
		return position(position, "{\"recovered\":false,\"why\":\"" + why + "\"}");
	}

	@Test
	void sendsWhatWasMissedThenThePosition() throws Exception {
		start(100);
		Position start = join();
		Position before = publish("before");
		this.ann.goAway();
		Position one = publish("one");
		Position two = publish("two");
		this.ann.hears(position(start, "{}"), message(before, "before"));
		this.ann.comeBack();
		Position after = publish("after");
		await().until(() -> this.ann.frames().contains(message(after, "after")));
		assertThat(this.ann.frames()).startsWith(position(start, "{}"), message(before, "before"), message(one, "one"),
				message(two, "two"));
		assertThat(this.ann.frames().subList(4, 6)).isIn(List.of(recovered(two, 2), message(after, "after")),
				List.of(message(after, "after"), recovered(after, 3)));
	}

	@Test
	void tellsThatNothingWasMissed() throws Exception {
		start(100);
		Position start = join();
		this.ann.goAway();
		this.ann.comeBack();
		this.ann.hears(position(start, "{}"), recovered(start, 0));
	}

	@Test
	void tellsWhatCannotBeSentAnyMore() throws Exception {
		start(10);
		Position start = join();
		this.ann.goAway();
		for (int i = 0; i < 20; i++) {
			publish("gone " + i);
		}
		Position last = Objects.requireNonNull(this.room.position().block(TopicNode.TIMEOUT));
		this.ann.comeBack();
		this.ann.hears(position(start, "{}"), lost(last, "trimmed"));
		Position next = publish("next");
		this.ann.hears(position(start, "{}"), lost(last, "trimmed"), message(next, "next"));
	}

	@Test
	void tellsMemberThatIsBackThatTheTopicWasLostMeanwhile() throws Exception {
		start(10);
		Position start = join();
		this.ann.goAway();
		this.engine.lost = (message) -> true;
		for (int i = 0; i < 20; i++) {
			publish("gone " + i);
		}
		this.engine.lost = (message) -> false;
		this.engine.interrupt();
		await().until(() -> this.node.topics.status().lost() == 1);
		Position last = Objects.requireNonNull(this.room.position().block(TopicNode.TIMEOUT));
		this.ann.hears(position(start, "{}"));
		this.ann.comeBack();
		this.ann.hears(position(start, "{}"), lost(last, "trimmed"));
	}

	@Test
	void staysMemberAndIsShown() throws Exception {
		start(100);
		this.room.add(this.ann.connection(), (join) -> join.member(new Guest("Ann"))).block(TopicNode.TIMEOUT);
		this.ann.goAway();
		publish("unheard");
		assertThat(this.room.local().size()).isOne();
		assertThat(this.room.presence(Guest.class).count().block(TopicNode.TIMEOUT)).isOne();
	}

	@Test
	void volatileTopicGoesOnSending() throws Exception {
		start(100);
		SocketTopic<Client> cursor = this.node.cursor("a");
		cursor.add(this.ann.connection()).block(TopicNode.TIMEOUT);
		this.ann.goAway();
		cursor.publish((client) -> client.tell("here")).block(TopicNode.TIMEOUT);
		this.ann.hears("m:Api.tell::\"here\"");
	}

	@Test
	void joinsWhileItIsAway() throws Exception {
		start(100);
		this.ann.goAway();
		Position start = join();
		Position one = publish("one");
		assertThat(this.room.local().size()).isOne();
		this.ann.hears(position(start, "{}"));
		this.ann.comeBack();
		this.ann.hears(position(start, "{}"), message(one, "one"), recovered(one, 1));
	}

	@Test
	void isToldTheOutcomeOfJoiningFromPositionWhileItIsAway() throws Exception {
		start(100);
		Position start = publish("start");
		Position one = publish("one");
		this.ann.goAway();
		Joined joined = this.room.add(this.ann.connection(), (join) -> join.since(start)).block(TopicNode.TIMEOUT);
		assertThat(joined).isEqualTo(new Joined(one, 1, null));
		assertThat(this.ann.frames()).isEmpty();
		this.ann.comeBack();
		this.ann.hears(message(one, "one"), recovered(one, 1));
	}

	@Test
	void losesItsSocketWhileItCatchesUp() throws Exception {
		start(100);
		Position start = publish("start");
		Position one = publish("one");
		Sinks.Empty<Void> read = this.engine.holdReads();
		this.room.add(this.ann.connection(), (join) -> join.since(start));
		this.ann.goAway();
		read.tryEmitEmpty();
		Position two = publish("two");
		assertThat(this.ann.frames()).isEmpty();
		this.ann.comeBack();
		this.ann.hears(message(one, "one"), message(two, "two"), recovered(two, 2));
	}

	@Test
	void isBackBeforeTheReadThatItsAwayBeganHasEnded() throws Exception {
		start(100);
		Position start = publish("start");
		Position one = publish("one");
		Sinks.Empty<Void> read = this.engine.holdReads();
		this.ann.goAway();
		this.room.add(this.ann.connection(), (join) -> join.since(start));
		this.ann.comeBack();
		this.ann.goAway();
		this.ann.comeBack();
		read.tryEmitEmpty();
		this.ann.hears(message(one, "one"), recovered(one, 1));
	}

	@Test
	void isSentNothingOnceItWasRemoved() throws Exception {
		start(100);
		Position start = join();
		this.ann.goAway();
		publish("unheard");
		this.room.remove(this.ann.connection());
		await().until(() -> this.ann.listeners() == 0);
		this.ann.comeBack();
		this.ann.hears(position(start, "{}"));
		assertThat(this.room.local().size()).isZero();
	}

	@Test
	void catchesUpAtThePaceOfItsPeer() throws Exception {
		start(1000);
		Position start = join();
		this.ann.goAway();
		List<String> expected = new ArrayList<>(List.of(position(start, "{}")));
		for (int i = 0; i < 500; i++) {
			expected.add(message(publish("text " + i), "text " + i));
		}
		this.ann.waiting = true;
		this.ann.comeBack();
		this.ann.hears(position(start, "{}"));
		this.ann.waiting = false;
		Position last = Objects.requireNonNull(this.room.position().block(TopicNode.TIMEOUT));
		expected.add(recovered(last, 500));
		this.ann.hears(expected.toArray(new String[0]));
	}

	@Test
	void missesNothingHoweverOftenItIsAway() throws Exception {
		start(10_000);
		join();
		CompletableFuture<List<String>> published = CompletableFuture.supplyAsync(() -> {
			List<String> expected = new ArrayList<>();
			for (int i = 0; i < MANY; i++) {
				expected.add(message(publish("text " + i), "text " + i));
			}
			return expected;
		});
		Thread other = new Thread(() -> comeAndGo(published));
		other.start();
		comeAndGo(published);
		other.join();
		synchronized (this.ann) {
			this.ann.comeBack();
		}
		List<String> expected = published.join();
		await().until(() -> heard().size() >= MANY);
		assertThat(heard()).isEqualTo(expected);
	}

	@Test
	void isToldOfEachGapHoweverMuchIsLost() throws Exception {
		start(20);
		Position start = join();
		// More than the history has, and single ones, which it has.
		this.engine.lost = (message) -> Objects.requireNonNull(message.position()).offset() % 100 < 40
				|| ThreadLocalRandom.current().nextInt(3) == 0;
		CompletableFuture<Void> published = CompletableFuture.runAsync(() -> {
			for (int i = 0; i < MANY; i++) {
				publish("text " + i);
				if (i % 50 == 0) {
					this.engine.interrupt();
				}
			}
		});
		comeAndGo(published);
		published.join();
		this.engine.lost = (message) -> false;
		this.ann.comeBack();
		Position last = publish("last");
		await().until(() -> told(start).equals(last));
		assertThat(this.node.topics.status().lost()).isPositive();
		assertThat(heard()).doesNotHaveDuplicates();
	}

	// The position that the member has been told at last. Each message follows the one
	// before, or a position that the topic goes on from.
	private Position told(Position start) {
		Position told = start;
		for (String frame : this.ann.frames()) {
			String[] parts = frame.split(":");
			if (frame.startsWith("m:")) {
				Position next = Position.parse(parts[2].substring(parts[2].indexOf("sq=") + 3)).orElseThrow();
				assertThat(next.offset()).as(frame).isEqualTo(told.offset() + 1);
				told = next;
			}
			else if (frame.contains("\"recovered\":false")) {
				told = Position.parse(parts[2]).orElseThrow();
			}
			else {
				assertThat(parts[2]).as(frame).isEqualTo(told.toString());
			}
		}
		return told;
	}

	// Away and back follow one another, from either thread.
	private void comeAndGo(CompletableFuture<?> until) {
		while (!until.isDone()) {
			synchronized (this.ann) {
				if (ThreadLocalRandom.current().nextBoolean()) {
					this.ann.goAway();
				}
				else {
					this.ann.comeBack();
				}
			}
			Thread.yield();
		}
	}

	private List<String> heard() {
		Stream<String> messages = this.ann.frames().stream().filter((frame) -> frame.startsWith("m:"));
		return messages.toList();
	}

}
