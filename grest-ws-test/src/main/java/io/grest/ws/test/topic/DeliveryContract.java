package io.grest.ws.test.topic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.grest.ws.topic.engine.Envelope;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicMessage;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code publish}, {@code subscribe} and {@code unsubscribe} promise of any topic.
 */
abstract class DeliveryContract extends EngineFixture {

	private static final int MANY = 300;

	private static final int LARGE = 256 * 1024;

	// Names that a naive key, pattern or channel takes for another one.
	static final List<String> NAMES = List.of("room", "ROOM", " room", "room ", "room:1", "room%3A1", "room/1",
			"{room}:1", "{room}", "room}", "~room", "room*", "room?", "[r]oom", "room.1", "room\\", "\"room\"",
			"'room'", "r\u00fcm", "ru\u0308m", "\u90e8\u5c4b", "\ud83d\ude00", "room\n1", "room:1:s", "%", "1");

	@Test
	void deliversToAllNodes() {
		for (TopicKey topic : List.of(topic("room"), volatileTopic("cursor"))) {
			List<Heard> all = listenOnAllNodes(topic);
			Envelope envelope = new Envelope("Chat.said", "kit1-7",
					"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
					Messages.bytes("{\"a\":\"\u00e4\\n 1\"}"));
			here().publish(topic, envelope);
			all.forEach((heard) -> assertThat(heard.next().envelope()).isEqualTo(envelope));
		}
	}

	@Test
	void deliversOnce() {
		TopicKey topic = topic("room");
		List<Heard> all = listenOnAllNodes(topic);
		here().publish(topic, "first");
		there().publish(topic, "second");
		all.forEach((heard) -> assertThat(heard.textsUpTo("second")).containsExactly("first", "second"));
	}

	@Test
	void keepsOrderOfOneThread() {
		TopicKey topic = topic("room");
		List<Heard> all = listenOnAllNodes(topic);
		List<String> texts = Messages.texts("a", MANY);
		here().publish(topic, texts);
		all.forEach((heard) -> assertThat(Messages.texts(heard.next(MANY))).isEqualTo(texts));
	}

	@Test
	void keepsOrderOfOneThreadInVolatileTopic() {
		TopicKey topic = volatileTopic("cursor");
		List<Heard> all = listenOnAllNodes(topic);
		List<String> texts = Messages.texts("a", MANY);
		here().publish(topic, texts);
		all.forEach((heard) -> assertThat(Messages.texts(heard.next(MANY))).isEqualTo(texts));
	}

	@Test
	void agreesOnOneOrderOfTwoPublishers() {
		TopicKey topic = topic("room");
		List<Heard> all = listenOnAllNodes(topic);
		together(() -> here().publish(topic, Messages.texts("a", MANY)),
				() -> there().publish(topic, Messages.texts("b", MANY)));
		List<TopicMessage> agreed = all.get(0).next(2 * MANY);
		all.stream().skip(1).forEach((heard) -> assertThat(heard.next(2 * MANY)).isEqualTo(agreed));
		for (String publisher : List.of("a", "b")) {
			assertThat(Messages.texts(agreed)).filteredOn((text) -> text.startsWith(publisher))
				.isEqualTo(Messages.texts(publisher, MANY));
		}
	}

	@Test
	void publishesWithoutSubscription() {
		TopicKey topic = topic("room");
		Heard heard = there().listen(topic);
		here().engine().publish(topic, Messages.envelope("at once"), null);
		assertThat(Messages.text(heard.next())).isEqualTo("at once");
	}

	@Test
	void replaysOutcomeOfPublishing() {
		TopicKey topic = topic("room");
		Heard heard = there().listen(topic);
		Mono<Position> outcome = here().engine().publish(topic, Messages.envelope("once"), null);
		Position position = here().get(outcome);
		assertThat(here().get(outcome)).isEqualTo(position);
		here().publish(topic, "end");
		assertThat(heard.textsUpTo("end")).containsExactly("once", "end");
	}

	@Test
	void publishesToNobody() {
		assertThat(here().publish(topic("room"), "alone")).isNotNull();
		assertThat(here().publish(volatileTopic("cursor"), "alone")).isNull();
	}

	@Test
	void publishesWithinListener() {
		TopicKey topic = topic("room");
		TestNode node = here();
		Heard heard = new Heard(awaitAtMost(), (message) -> {
			if (Messages.text(message).equals("question")) {
				node.engine().publish(topic, Messages.envelope("answer"), null);
			}
		});
		node.subscribe(topic, heard);
		node.publish(topic, "question");
		assertThat(heard.textsUpTo("answer")).containsExactly("question", "answer");
		assertThat(heard.isOverlapped()).isFalse();
	}

	@Test
	void callsListenerOneAtATime() {
		TopicKey topic = topic("room");
		Heard heard = here().listen(topic);
		List<String> connections = Messages.texts("kit-", MANY);
		together(() -> here().publish(topic, Messages.texts("a", MANY)),
				() -> connections.forEach((connection) -> there()
					.await(there().engine().presences().enter(topic, Messages.member(connection, "{}")))));
		heard.next(MANY);
		connections.forEach((connection) -> heard.nextChange());
		assertThat(heard.isOverlapped()).isFalse();
	}

	@Test
	void givesVolatileMessagesNoPosition() {
		TopicKey topic = volatileTopic("cursor");
		Heard heard = new Heard(awaitAtMost());
		assertThat(here().subscribe(topic, heard)).isNull();
		assertThat(there().publish(topic, "message")).isNull();
		assertThat(there().await(there().engine().top(topic))).isNull();
		TopicMessage message = heard.next();
		assertThat(message.position()).isNull();
		assertThat(message.previous()).isNull();
	}

	@Test
	void separatesContracts() {
		for (TopicKey topic : List.of(topic("room"), volatileTopic("cursor"))) {
			Heard heard = here().listen(topic);
			Heard other = here().listen(ofOtherContract(topic));
			there().publish(ofOtherContract(topic), "of the other");
			there().publish(topic, "of this");
			assertThat(Messages.text(heard.next())).isEqualTo("of this");
			assertThat(Messages.text(other.next())).isEqualTo("of the other");
			assertThat(other.hasMore()).isFalse();
		}
	}

	@Test
	void separatesNames() {
		List<Heard> heard = new ArrayList<>();
		NAMES.forEach((name) -> heard.add(here().listen(topic(name))));
		NAMES.forEach((name) -> there().publish(topic(name), name));
		NAMES.forEach((name) -> there().publish(topic(name), "end"));
		for (int i = 0; i < NAMES.size(); i++) {
			assertThat(heard.get(i).textsUpTo("end")).containsExactly(NAMES.get(i), "end");
			assertThat(there().top(topic(NAMES.get(i))).offset()).isEqualTo(2);
		}
	}

	@Test
	void carriesLargePayload() {
		TopicKey topic = topic("room");
		Heard heard = there().listen(topic);
		byte[] json = new byte[LARGE];
		Arrays.fill(json, (byte) '1');
		Envelope envelope = new Envelope("Kit.said", null, null, json);
		Position before = here().top(topic);
		here().publish(topic, envelope);
		assertThat(heard.next().envelope()).isEqualTo(envelope);
		assertThat(here().read(topic, before, 1).messages().get(0).envelope()).isEqualTo(envelope);
	}

	@Test
	void carriesMessageWithoutPayload() {
		Envelope envelope = new Envelope("Kit.ended", null, null, null);
		for (TopicKey topic : List.of(topic("room"), volatileTopic("cursor"))) {
			Heard heard = there().listen(topic);
			here().publish(topic, envelope);
			assertThat(heard.next().envelope()).isEqualTo(envelope);
		}
	}

	@Test
	void subscribesWhenItsMonoIsSubscribedTo() {
		TopicKey topic = topic("room");
		Heard early = new Heard(awaitAtMost());
		Mono<Position> subscription = here().engine().subscribe(topic, early);
		Position before = here().publish(topic, "before");
		assertThat(here().await(subscription)).isEqualTo(before);
		here().publish(topic, "after");
		assertThat(Messages.text(early.next())).isEqualTo("after");
	}

	@Test
	void doesNotCallListenerAfterUnsubscribe() {
		TopicKey topic = topic("room");
		Heard heard = here().listen(topic);
		here().unsubscribe(topic);
		there().publish(topic, "missed");
		Heard later = here().listen(topic);
		there().publish(topic, "heard");
		assertThat(Messages.text(later.next())).isEqualTo("heard");
		assertThat(heard.hasMore()).isFalse();
	}

	@Test
	void unsubscribesWithinListener() {
		TopicKey topic = topic("room");
		CompletableFuture<Void> ended = new CompletableFuture<>();
		TestNode node = here();
		Heard heard = new Heard(awaitAtMost(),
				(message) -> node.engine()
					.unsubscribe(topic)
					.subscribe(null, ended::completeExceptionally, () -> ended.complete(null)));
		node.subscribe(topic, heard);
		node.publish(topic, "last");
		heard.next();
		node.await(Mono.fromFuture(ended));
	}

	@Test
	void unsubscribesWithoutSubscription() {
		here().unsubscribe(topic("room"));
		here().unsubscribe(volatileTopic("cursor"));
	}

	@Test
	void unsubscribesOneNodeOnly() {
		assumeOtherNodes();
		TopicKey topic = topic("room");
		Heard heard = there().listen(topic);
		here().listen(topic);
		here().unsubscribe(topic);
		here().publish(topic, "message");
		assertThat(Messages.text(heard.next())).isEqualTo("message");
	}

}
