package io.grest.ws.topic.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

import reactor.core.publisher.Mono;

import static io.grest.ws.topic.engine.EngineFault.fault;

/**
 * Faults in what is read, and what is kept to be read.
 */
final class ReadFaults {

	private ReadFaults() {
	}

	static List<EngineFault> all() {
		return List.of(fault("skips a message in a page", messages(ReadFaults::skipped), "readsMessagesAfterPosition"),
				fault("doubles a message in a page", messages(ReadFaults::doubled), "readsMessagesAfterPosition"),
				fault("reorders a page", messages(ReadFaults::reversed), "readsMessagesAfterPosition", "readsInPages"),
				fault("forgets the tag before in a page", messages(ReadFaults::untagged), "readsMessagesAfterPosition"),
				fault("cuts payloads in a page", messages(ReadFaults::cut), "carriesLargePayload"),
				fault("answers EXPIRED at the top", pages(ReadFaults::expiredAtTop), "readsNothingAfterTop",
						"goesOnAfterExpiry"),
				fault("ignores the limit", IgnoresLimit::new, "readsInPages"),
				fault("answers the end of a page as top", pages(ReadFaults::endAsTop), "readsInPages"),
				fault("answers WHOLE for TRIMMED", states(Page.State.TRIMMED, Page.State.WHOLE), "saysWhatWasTrimmed"),
				fault("skips what was trimmed", skips(Page.State.TRIMMED), "saysWhatWasTrimmed"),
				fault("skips what has expired", skips(Page.State.EXPIRED), "saysWhatHasExpired"),
				fault("answers EXPIRED for TRIMMED", states(Page.State.TRIMMED, Page.State.EXPIRED),
						"saysWhatWasTrimmed"),
				fault("answers WHOLE for EXPIRED", states(Page.State.EXPIRED, Page.State.WHOLE), "saysWhatHasExpired"),
				fault("answers FORKED for EXPIRED", states(Page.State.EXPIRED, Page.State.FORKED),
						"saysWhatHasExpired"),
				fault("answers WHOLE for FORKED", states(Page.State.FORKED, Page.State.WHOLE), "noticesAnotherHistory"),
				fault("compares no tags", pages(ReadFaults::untaggedState), "noticesAnotherHistory"),
				fault("compares no numbers", pages(ReadFaults::unnumberedState), "noticesAnotherHistory"),
				fault("keeps fewer messages", retentions((it) -> new Retention((it.maxSize() + 1) / 2, it.maxAge())),
						"keepsAsManyMessagesAsRetained"),
				fault("trims nothing", retentions((it) -> new Retention(1_000_000, it.maxAge())), "saysWhatWasTrimmed"),
				fault("expires never", retentions((it) -> new Retention(it.maxSize(), Duration.ofDays(1))),
						"saysWhatHasExpired"));
	}

	private static EngineFault.Simple pages(BiFunction<Position, Page, Page> change) {
		return (engine) -> new ForwardingEngine(engine) {
			@Override
			Page page(Position since, Page page) {
				return change.apply(since, page);
			}
		};
	}

	private static EngineFault.Simple messages(UnaryOperator<List<TopicMessage>> change) {
		return pages((since, page) -> page.messages().isEmpty() ? page
				: new Page(page.state(), change.apply(page.messages()), page.top()));
	}

	private static EngineFault.Simple states(Page.State from, Page.State to) {
		return pages((since, page) -> (page.state() == from) ? new Page(to, List.of(), page.top()) : page);
	}

	private static EngineFault.Simple skips(Page.State state) {
		Envelope last = new Envelope("Kit.said", null, null, null);
		return pages((since, page) -> (page.state() == state)
				? new Page(Page.State.WHOLE, List.of(new TopicMessage(page.top(), Position.newTag(), last)), page.top())
				: page);
	}

	private static EngineFault.Simple retentions(UnaryOperator<Retention> change) {
		return (engine) -> new ForwardingEngine(engine) {
			@Override
			TopicKey key(TopicKey topic) {
				return topic.hasHistory()
						? new TopicKey(topic.contract(), topic.name(), change.apply(topic.retention())) : topic;
			}
		};
	}

	private static List<TopicMessage> skipped(List<TopicMessage> messages) {
		List<TopicMessage> skipped = new ArrayList<>(messages);
		skipped.remove(messages.size() / 2);
		return skipped;
	}

	private static List<TopicMessage> doubled(List<TopicMessage> messages) {
		List<TopicMessage> doubled = new ArrayList<>(messages);
		doubled.add(messages.get(messages.size() - 1));
		return doubled;
	}

	private static List<TopicMessage> reversed(List<TopicMessage> messages) {
		List<TopicMessage> reversed = new ArrayList<>(messages);
		Collections.reverse(reversed);
		return reversed;
	}

	private static List<TopicMessage> untagged(List<TopicMessage> messages) {
		return messages.stream().map((it) -> new TopicMessage(it.position(), null, it.envelope())).toList();
	}

	private static List<TopicMessage> cut(List<TopicMessage> messages) {
		return messages.stream()
			.map((it) -> new TopicMessage(it.position(), it.previous(),
					new Envelope(it.envelope().path(), it.envelope().except(), it.envelope().trace(), new byte[10])))
			.toList();
	}

	private static Page expiredAtTop(Position since, Page page) {
		return (page.state() == Page.State.WHOLE && page.messages().isEmpty())
				? new Page(Page.State.EXPIRED, List.of(), page.top()) : page;
	}

	private static Page endAsTop(Position since, Page page) {
		return page.messages().isEmpty() ? page
				: new Page(page.state(), page.messages(), page.messages().get(page.messages().size() - 1).position());
	}

	private static Page untaggedState(Position since, Page page) {
		return (page.state() == Page.State.FORKED && since.offset() <= page.top().offset())
				? new Page(Page.State.WHOLE, List.of(), page.top()) : page;
	}

	private static Page unnumberedState(Position since, Page page) {
		return (page.state() == Page.State.FORKED && since.offset() > page.top().offset())
				? new Page(Page.State.WHOLE, List.of(), page.top()) : page;
	}

	private static final class IgnoresLimit extends ForwardingEngine {

		private IgnoresLimit(TopicEngine engine) {
			super(engine);
		}

		@Override
		public Mono<Page> read(TopicKey topic, Position since, int limit) {
			return super.read(topic, since, Integer.MAX_VALUE);
		}

	}

}
