package io.grest.ws.topic;

import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.grest.ws.error.RequestTimeoutException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.server.RawSocket;
import io.grest.ws.topic.TopicNode.Client;
import io.grest.ws.topic.engine.Joined;
import io.grest.ws.topic.engine.MemoryCluster;
import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.TopicMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the members of a node hear whose engine loses messages on their way: all of them
 * from a history that has them, and otherwise a gap that is counted.
 */
@Timeout(60)
class LostMessageTests {

	private static final int MESSAGES = 1000;

	private static final Duration OFTEN = Duration.ofMillis(50);

	private static final Duration NEVER = Duration.ofHours(1);

	private final MemoryCluster cluster = new MemoryCluster();

	private final UnreliableEngine engine = new UnreliableEngine(this.cluster.node());

	private TopicNode publisher;

	private TopicNode node;

	private void start(int history, Duration syncInterval) {
		Retention retention = new Retention(history, Duration.ofMinutes(1));
		this.publisher = new TopicNode(this.cluster.node(), retention, NEVER);
		this.node = new TopicNode(this.engine, retention, syncInterval);
		this.node.connect = (connection) -> this.node.room("a").add(connection).block(TopicNode.TIMEOUT);
	}

	@AfterEach
	void stop() {
		this.node.close();
		this.publisher.close();
	}

	private void publish(String text) {
		this.publisher.room("a").publish((client) -> client.tell(text)).block(TopicNode.TIMEOUT);
	}

	private static void hears(RawSocket member, String text) throws Exception {
		assertThat(member.read().text()).isEqualTo("m:Api.tell::\"" + text + "\"");
	}

	@Test
	void whatIsLostIsReadForAllMembersInItsPlace() throws Exception {
		start(100, NEVER);
		RawSocket ann = this.node.client("ann");
		RawSocket bob = this.node.client("bob");
		Random random = new Random(7);
		this.engine.lost = (message) -> random.nextInt(3) == 0;
		for (int i = 0; i < MESSAGES; i++) {
			publish("text " + i);
		}
		this.engine.lost = (message) -> false;
		publish("last");
		for (RawSocket member : new RawSocket[] { ann, bob }) {
			for (int i = 0; i < MESSAGES; i++) {
				hears(member, "text " + i);
			}
			hears(member, "last");
		}
		SocketTopics.Status status = this.node.topics.status();
		assertThat(status.repaired()).isBetween(MESSAGES / 5L, MESSAGES / 2L);
		assertThat(status.lost()).isZero();
	}

	@Test
	void theLastMessageBeforeAPauseIsFoundByTheCheck() throws Exception {
		start(100, OFTEN);
		RawSocket ann = this.node.client("ann");
		this.engine.lost = (message) -> true;
		publish("lost");
		hears(ann, "lost");
	}

	@Test
	void messagesOnTheirWayAreNotLostForTheCheckThatOvertakesThem() throws Exception {
		start(10, OFTEN);
		RawSocket ann = this.node.client("ann");
		Queue<TopicMessage> late = new ConcurrentLinkedQueue<>();
		this.engine.lost = late::add;
		this.engine.away = true;
		for (int i = 0; i < 50; i++) {
			publish("text " + i);
		}
		this.engine.afterTop = (topic) -> {
			while (topic.name().equals("room:a") && !late.isEmpty()) {
				this.engine.deliver(topic, late.remove());
			}
		};
		this.engine.away = false;
		for (int i = 0; i < 50; i++) {
			hears(ann, "text " + i);
		}
		assertThat(this.node.topics.status().lost()).isZero();
	}

	@Test
	void anEngineThatMayHaveLostSomethingIsAskedAtOnce() throws Exception {
		start(100, NEVER);
		RawSocket ann = this.node.client("ann");
		this.engine.lost = (message) -> true;
		publish("lost");
		this.engine.interrupt();
		hears(ann, "lost");
	}

	@Test
	void whatTheHistoryDoesNotHaveIsCountedAndTheRestIsHeard() throws Exception {
		start(10, NEVER);
		RawSocket ann = this.node.client("ann");
		this.engine.lost = (message) -> true;
		for (int i = 0; i < 50; i++) {
			publish("gone " + i);
		}
		this.engine.lost = (message) -> false;
		publish("noticed");
		await().until(() -> this.node.topics.status().lost() == 1);
		publish("heard");
		// The one that showed the gap may be before it or after.
		String next = ann.read().text();
		if (next.contains("noticed")) {
			next = ann.read().text();
		}
		assertThat(next).isEqualTo("m:Api.tell::\"heard\"");
	}

	@Test
	void nothingIsHeardTwiceIfTheEngineIsReadWhileMessagesArrive() throws Exception {
		start(1000, NEVER);
		RawSocket ann = this.node.client("ann");
		AtomicInteger count = new AtomicInteger();
		this.engine.lost = (message) -> {
			if (count.incrementAndGet() % 10 == 0) {
				this.engine.interrupt();
			}
			return count.get() % 7 == 0;
		};
		for (int i = 0; i < MESSAGES; i++) {
			publish("text " + i);
		}
		this.engine.interrupt();
		for (int i = 0; i < MESSAGES; i++) {
			hears(ann, "text " + i);
		}
	}

	@Test
	void whoJoinsWhileTheEngineIsAwayIsToldAndHearsTheTopicLater() throws Exception {
		start(100, NEVER);
		this.engine.away = true;
		CompletableFuture<Joined> joined = new CompletableFuture<>();
		this.node.connect = (connection) -> this.node.room("a")
			.add(connection)
			.subscribe(joined::complete, joined::completeExceptionally);
		RawSocket ann = this.node.client("ann");
		assertThat(joined).failsWithin(TopicNode.TIMEOUT)
			.withThrowableThat()
			.withCauseInstanceOf(ServerErrorException.class);
		this.engine.away = false;
		SocketTopic<Client> room = this.node.room("a");
		CompletableFuture<TopicMessage> heard = new CompletableFuture<>();
		this.engine.lost = (message) -> {
			heard.complete(message);
			return false;
		};
		await().until(() -> {
			publish("again");
			return heard.isDone();
		});
		assertThat(room.local().size()).isOne();
		assertThat(ann.read().text()).isEqualTo("m:Api.tell::\"again\"");
	}

	@Test
	void aNodeThatWasCutOffClosesWhoseRightsHaveEnded() throws Exception {
		start(100, NEVER);
		RawSocket ann = this.node.client("ann");
		RawSocket bob = this.node.client("bob");
		this.engine.lost = (message) -> true;
		this.publisher.sockets.user("ann").close(4003, "Revoked").block(TopicNode.TIMEOUT);
		this.engine.lost = (message) -> false;
		this.engine.interrupt();
		assertThat(ann.read().closeCode()).isEqualTo(4003);
		this.publisher.room("a").remote().tell("to bob");
		hears(bob, "to bob");
	}

	@Test
	void aCallToANodeThatDoesNotAnswerFails() throws Exception {
		start(100, NEVER);
		this.publisher.connect = (connection) -> {
		};
		RawSocket ann = this.publisher.client("ann");
		Client remote = this.node.sockets.connection(this.publisher.last().id()).remote();
		this.engine.losesMail = true;
		StepVerifier.create(remote.name()).expectError(RequestTimeoutException.class).verify(TopicNode.TIMEOUT);
		this.engine.losesMail = false;
		CompletableFuture<String> name = remote.name().toFuture();
		ann.send("s:Api.name:" + ann.read().text().split(":")[2]
				+ ":{\"success\":true,\"type\":\"OK\",\"data\":\"Ann\"}");
		assertThat(name).succeedsWithin(TopicNode.TIMEOUT).isEqualTo("Ann");
	}

	@Test
	void aReadThatFailsIsRepeated() throws Exception {
		start(100, NEVER);
		RawSocket ann = this.node.client("ann");
		this.engine.lost = (message) -> Objects.requireNonNull(message.position()).offset() == 1;
		this.engine.away = true;
		publish("one");
		publish("two");
		this.engine.away = false;
		hears(ann, "one");
		hears(ann, "two");
	}

}
