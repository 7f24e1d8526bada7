package io.grest.ws.test.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

import io.grest.ws.topic.engine.Page;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.Retention;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What positions, {@code read} and {@code top} promise of topics with history.
 */
abstract class HistoryContract extends DeliveryContract {

	private static final int SMALL = 5;

	private static final int ROUND = 100;

	// A Retention says what is kept at least. This many more is no limit any more.
	private static final int MAX_ROUNDS = 50;

	abstract Duration maxAgeOfShortHistory();

	// Positions

	@Test
	void numbersMessagesWithoutGap() {
		TopicKey topic = topic("room");
		Position last = here().top(topic);
		List<Heard> all = listenOnAllNodes(topic);
		here().publish(topic, Messages.texts("a", 3));
		there().publish(topic, Messages.texts("b", 3));
		for (Heard heard : all) {
			assertChain(last, heard.next(6));
		}
	}

	private static void assertChain(Position before, List<TopicMessage> messages) {
		Position last = before;
		for (TopicMessage message : messages) {
			assertThat(last.isBefore(message)).as("%s is the next after %s", message, last).isTrue();
			last = Messages.position(message);
		}
	}

	@Test
	void answersPositionOfPublishedMessage() {
		TopicKey topic = topic("room");
		Heard heard = here().listen(topic);
		Position first = there().publish(topic, "first");
		Position second = here().publish(topic, "second", null);
		assertThat(heard.next(2)).extracting(TopicMessage::position).containsExactly(first, second);
	}

	@Test
	void beginsHistoryAtTop() {
		TopicKey topic = topic("room");
		Position beginning = here().top(topic);
		assertThat(beginning.offset()).isZero();
		assertThat(here().top(topic)).isEqualTo(beginning);
		assertThat(there().top(topic)).isEqualTo(beginning);
		there().publish(topic, "first");
		assertChain(beginning, here().read(topic, beginning, 10).messages());
	}

	@Test
	void answersTop() {
		TopicKey topic = topic("room");
		for (String text : Messages.texts("a", 3)) {
			Position position = here().publish(topic, text);
			assertThat(here().top(topic)).isEqualTo(position);
			assertThat(there().top(topic)).isEqualTo(position);
		}
	}

	@Test
	void answersPositionThatListenerBeginsAfter() {
		TopicKey topic = topic("room");
		there().publish(topic, Messages.texts("a", 3));
		Heard heard = new Heard(awaitAtMost());
		Position position = Objects.requireNonNull(here().subscribe(topic, heard));
		assertThat(position).isEqualTo(there().top(topic));
		there().publish(topic, "next");
		assertChain(position, List.of(heard.next()));
	}

	@Test
	void losesNothingAfterSubscription() {
		TopicKey topic = topic("room");
		Heard heard = new Heard(awaitAtMost());
		CountDownLatch some = new CountDownLatch(ROUND);
		List<Position> begin = new ArrayList<>();
		together(() -> Messages.texts("a", 3 * ROUND).forEach((text) -> {
			there().publish(topic, text);
			some.countDown();
		}), () -> {
			awaitCount(some);
			begin.add(Objects.requireNonNull(here().subscribe(topic, heard)));
		});
		Position last = there().publish(topic, "last", null);
		assertChain(begin.get(0), heard.next((int) (last.offset() - begin.get(0).offset())));
		assertThat(heard.hasMore()).isFalse();
	}

	private static void awaitCount(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	// Read

	@Test
	void readsMessagesAfterPosition() {
		TopicKey topic = topic("room");
		Heard heard = here().listen(topic);
		Position beginning = here().top(topic);
		here().publish(topic, Messages.texts("a", 4));
		List<TopicMessage> messages = heard.next(4);
		for (TestNode node : nodes()) {
			Page page = node.read(topic, beginning, 10);
			assertThat(page.state()).isEqualTo(Page.State.WHOLE);
			assertThat(page.messages()).isEqualTo(messages);
			assertThat(page.top()).isEqualTo(messages.get(3).position());
			assertThat(node.read(topic, Messages.position(messages.get(1)), 10).messages())
				.isEqualTo(messages.subList(2, 4));
		}
	}

	@Test
	void readsNothingAfterTop() {
		TopicKey topic = topic("room");
		Position beginning = here().top(topic);
		assertThat(here().read(topic, beginning, 10)).isEqualTo(new Page(Page.State.WHOLE, List.of(), beginning));
		Position top = here().publish(topic, Messages.texts("a", 3)).get(2);
		assertThat(there().read(topic, top, 10)).isEqualTo(new Page(Page.State.WHOLE, List.of(), top));
	}

	@Test
	void readsInPages() {
		TopicKey topic = topic("room");
		Position beginning = here().top(topic);
		List<Position> published = here().publish(topic, Messages.texts("a", 8));
		List<String> texts = new ArrayList<>();
		List<Integer> sizes = new ArrayList<>();
		Position last = beginning;
		while (sizes.size() < 8 && !last.equals(here().top(topic))) {
			Page page = there().read(topic, last, 3);
			assertThat(page.state()).isEqualTo(Page.State.WHOLE);
			assertThat(page.top()).isEqualTo(published.get(7));
			assertChain(last, page.messages());
			texts.addAll(Messages.texts(page.messages()));
			sizes.add(page.messages().size());
			last = Messages.position(page.messages().get(page.messages().size() - 1));
		}
		assertThat(sizes).containsExactly(3, 3, 2);
		assertThat(texts).isEqualTo(Messages.texts("a", 8));
	}

	@Test
	void saysWhatWasTrimmed() {
		TopicKey topic = topic("small", new Retention(SMALL, HISTORY.maxAge()));
		Position beginning = here().top(topic);
		Page page = here().read(topic, beginning, 1);
		for (int round = 0; round < MAX_ROUNDS && page.state() == Page.State.WHOLE; round++) {
			here().publish(topic, Messages.texts("a", ROUND));
			page = there().read(topic, beginning, 1);
		}
		assertThat(page).isEqualTo(new Page(Page.State.TRIMMED, List.of(), here().top(topic)));
	}

	@Test
	void keepsAsManyMessagesAsRetained() {
		TopicKey topic = topic("small", new Retention(SMALL, HISTORY.maxAge()));
		here().publish(topic, Messages.texts("a", ROUND));
		Position known = here().top(topic);
		here().publish(topic, Messages.texts("b", SMALL));
		Page page = there().read(topic, known, 10);
		assertThat(page.state()).isEqualTo(Page.State.WHOLE);
		assertThat(Messages.texts(page.messages())).isEqualTo(Messages.texts("b", SMALL));
	}

	@Test
	void saysWhatHasExpired() {
		TopicKey topic = topic("brief", new Retention(SMALL, maxAgeOfShortHistory()));
		here().listen(topic);
		Position first = here().publish(topic, "first", null);
		Position second = here().publish(topic, "second", null);
		Page page = eventually(there().engine().read(topic, first, 10), (it) -> it.state() != Page.State.WHOLE);
		assertThat(page).isEqualTo(new Page(Page.State.EXPIRED, List.of(), second));
	}

	@Test
	void goesOnAfterExpiry() {
		TopicKey topic = topic("brief", new Retention(SMALL, maxAgeOfShortHistory()));
		Heard heard = here().listen(topic);
		Position first = here().publish(topic, "first", null);
		Position second = here().publish(topic, "second", null);
		eventually(there().engine().read(topic, first, 10), (it) -> it.state() == Page.State.EXPIRED);
		assertThat(there().read(topic, second, 10).state()).isEqualTo(Page.State.WHOLE);
		there().publish(topic, "third");
		heard.next(2);
		assertChain(second, List.of(heard.next()));
	}

	@Test
	void noticesAnotherHistory() {
		TopicKey topic = topic("room");
		Position beginning = here().top(topic);
		List<Position> published = here().publish(topic, Messages.texts("a", 3));
		Position top = published.get(2);
		List<Position> others = List.of(Messages.forked(beginning), Messages.forked(published.get(1)),
				Messages.forked(top), new Position(top.offset() + 1, top.tag()));
		for (Position other : others) {
			Page page = there().read(topic, other, 10);
			assertThat(page).as("since %s", other).isEqualTo(new Page(Page.State.FORKED, List.of(), top));
		}
	}

	// Keys

	@Test
	void dropsSecondMessageOfKey() {
		TopicKey topic = topic("room");
		Position beginning = here().top(topic);
		Heard heard = here().listen(topic);
		Position first = here().publish(topic, "first", "key {1}:%/ ~\u00e4");
		here().publish(topic, "between", null);
		assertThat(here().publish(topic, "again", "key {1}:%/ ~\u00e4")).isEqualTo(first);
		assertThat(there().publish(topic, "again", "key {1}:%/ ~\u00e4")).isEqualTo(first);
		here().publish(topic, "end");
		assertThat(heard.textsUpTo("end")).containsExactly("first", "between", "end");
		assertThat(Messages.texts(there().read(topic, beginning, 10).messages())).containsExactly("first", "between",
				"end");
	}

	@Test
	void publishesMessagesOfOtherKeys() {
		TopicKey topic = topic("room");
		Heard heard = here().listen(topic);
		there().publish(topic, "first", "key");
		there().publish(topic, "second", "Key");
		there().publish(topic, "third", "key ");
		assertThat(heard.textsUpTo("third")).containsExactly("first", "second", "third");
	}

	@Test
	void separatesKeysOfTopics() {
		List<TopicKey> topics = List.of(topic("room"), topic("hall"), ofOtherContract(topic("room")));
		for (TopicKey topic : topics) {
			Position beginning = here().top(topic);
			here().publish(topic, topic.toString(), "key");
			assertThat(Messages.texts(here().read(topic, beginning, 10).messages())).containsExactly(topic.toString());
		}
	}

	@Test
	void publishesOneOfTwoOfKeyAtATime() {
		TopicKey topic = topic("room");
		List<Position> positions = Collections.synchronizedList(new ArrayList<>());
		together(() -> positions.add(here().publish(topic, "message", "key")),
				() -> positions.add(there().publish(topic, "message", "key")));
		assertThat(positions).hasSize(2).containsOnly(here().top(topic));
		assertThat(here().top(topic).offset()).isOne();
	}

}
