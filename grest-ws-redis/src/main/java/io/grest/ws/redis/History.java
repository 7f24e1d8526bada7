package io.grest.ws.redis;

import java.util.ArrayList;
import java.util.List;

import io.grest.ws.topic.engine.Page;
import io.grest.ws.topic.engine.Page.State;
import io.grest.ws.topic.engine.Position;
import io.grest.ws.topic.engine.TopicKey;
import io.grest.ws.topic.engine.TopicMessage;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import reactor.core.publisher.Mono;

/**
 * What Redis has of the messages of topics.
 */
final class History {

	private static final int PAGE = 100;

	private final Calls calls;

	private final Keys keys;

	private final Renewals renewals = new Renewals();

	History(Calls calls, Keys keys) {
		this.calls = calls;
		this.keys = keys;
	}

	/**
	 * Return the position of a topic. A topic without one begins its history.
	 */
	Mono<Position> top(TopicKey topic) {
		return Mono.defer(() -> {
			String meta = this.keys.meta(Keys.topic(topic));
			boolean renew = this.renewals.isDue(meta, Ages.stream(topic));
			Mono<byte[]> position = this.calls.eval(Script.JOIN, ScriptOutputType.VALUE, new String[] { meta },
					Ages.text(Position.newTag()), Ages.millis(Ages.meta(topic)), Ages.text(renew ? "1" : "0"));
			return position.map((bytes) -> Position.parse(Messages.text(bytes)).orElseThrow());
		});
	}

	/**
	 * Read the messages after a position, in pages, until there are as many as asked for.
	 */
	Mono<Page> read(TopicKey topic, Position since, int limit) {
		return readPage(topic, since, Math.min(limit, PAGE)).flatMap((page) -> {
			int size = page.messages().size();
			if (page.state() != State.WHOLE || size < PAGE || size == limit) {
				return Mono.just(page);
			}
			return read(topic, last(page.messages()), limit - size).map((rest) -> join(page, rest));
		});
	}

	// What follows a gap is left to the next read, which begins at the gap.
	private static Page join(Page page, Page rest) {
		List<TopicMessage> messages = new ArrayList<>(page.messages());
		messages.addAll(rest.messages());
		return new Page(State.WHOLE, messages, rest.top());
	}

	private static Position last(List<TopicMessage> messages) {
		Position position = messages.get(messages.size() - 1).position();
		if (position == null) {
			throw new IllegalStateException("A message of a history has no position");
		}
		return position;
	}

	// In one go. The position comes first: a message that is published between must not
	// look like one that is missing. If Redis had forgotten the script it came second.
	private Mono<Page> readPage(TopicKey topic, Position since, int limit) {
		Mono<List<TopicMessage>> messages = messages(topic, since, limit);
		return top(topic).zipWith(messages).flatMap((both) -> {
			if (both.getT2().isEmpty() && !both.getT1().equals(since)) {
				return messages.map((again) -> page(since, both.getT1(), again));
			}
			return Mono.just(page(since, both.getT1(), both.getT2()));
		});
	}

	private Mono<List<TopicMessage>> messages(TopicKey topic, Position since, int limit) {
		Range<String> range = Range.from(Boundary.excluding(since.offset() + "-0"), Boundary.unbounded());
		return this.calls.call((async) -> async.xrange(this.keys.stream(Keys.topic(topic)), range, Limit.from(limit)))
			.map(History::parse);
	}

	private static List<TopicMessage> parse(List<StreamMessage<String, byte[]>> entries) {
		return entries.stream().map(Messages::of).toList();
	}

	private static Page page(Position since, Position top, List<TopicMessage> messages) {
		if (messages.isEmpty()) {
			return new Page(stateWithout(since, top), List.of(), top);
		}
		Position last = last(messages);
		Position highest = (last.offset() > top.offset()) ? last : top;
		Position first = last(messages.subList(0, 1));
		if (first.offset() != since.offset() + 1) {
			return new Page(State.TRIMMED, List.of(), highest);
		}
		if (!since.isBefore(messages.get(0))) {
			return new Page(State.FORKED, List.of(), highest);
		}
		return new Page(State.WHOLE, untilGap(messages), highest);
	}

	private static State stateWithout(Position since, Position top) {
		if (top.equals(since)) {
			return State.WHOLE;
		}
		// A history does not shrink: one that ends before the position, or there with
		// another tag, is another one.
		return (top.offset() <= since.offset()) ? State.FORKED : State.EXPIRED;
	}

	private static List<TopicMessage> untilGap(List<TopicMessage> messages) {
		for (int i = 1; i < messages.size(); i++) {
			if (!last(messages.subList(0, i)).isBefore(messages.get(i))) {
				return messages.subList(0, i);
			}
		}
		return messages;
	}

}
