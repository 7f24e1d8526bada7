package io.grest.ws.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

import io.grest.ws.conformance.Conversation.Items;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One step of a case.
 */
@FunctionalInterface
interface Step {

	/** The time for an acknowledgement to come, unless a step sets another. */
	Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(2);

	void run(Conversation conversation);

	/**
	 * Read a step.
	 * @param json the step as the case file has it, its kind first
	 * @return the step
	 * @throws IllegalArgumentException if it is of an unknown kind, or has an unknown key
	 */
	static Step read(JsonNode json) {
		Keys keys = new Keys(json);
		String on = keys.text("on");
		Step step = read(keys.first(), keys);
		keys.noMore();
		return (conversation) -> {
			conversation.on(on);
			step.run(conversation);
		};
	}

	private static Step read(String kind, Keys keys) {
		return switch (kind) {
			case "connect" -> connect(keys.get(kind), keys);
			case "send" -> step(keys.get(kind).stringValue(), Conversation::send);
			case "sendBinary" -> step(keys.get(kind).binaryValue(), Conversation::sendBinary);
			case "sendRepeat" -> step(repeated(keys.get(kind)), Conversation::send);
			case "sendMany" -> sendMany(new Keys(keys.get(kind)));
			case "sendEach" -> sendEach(new Keys(keys.get(kind)));
			case "sendClose" -> step(keys.get(kind).intValue(), Conversation::sendClose);
			case "drop" -> step(keys.get(kind).booleanValue(), Conversation::drop);
			case "expect" -> step(keys.get(kind).stringValue(), Conversation::expect);
			case "match" -> match(List.of(keys.get(kind)));
			case "matchAnyOrder" -> match(keys.get(kind).valueStream().toList());
			case "ignore" -> ignore(keys.get(kind));
			case "items" -> items(new Keys(keys.get(kind)));
			case "credit" -> credit(new Keys(keys.get(kind)));
			case "feed" -> feed(new Keys(keys.get(kind)));
			case "wait" -> step(Duration.ofMillis(keys.get(kind).intValue()), Conversation::pause);
			case "silence" -> step(Duration.ofMillis(keys.get(kind).intValue()), Conversation::expectSilence);
			case "close" -> close(keys.get(kind).intValue(), keys.text("reason"));
			case "ended" -> step(keys.get(kind).booleanValue(), Conversation::expectEnd);
			case "acked" -> acked(keys.get(kind));
			case "open" -> step(keys.get(kind).stringValue(), Conversation::expectOpen);
			case "call" -> call(keys.get(kind).stringValue(), keys.find("input"), keys.text("as"));
			case "returns" -> step(keys.get(kind).stringValue(), keys.get("value"), Conversation::expectReturned);
			case "fails" -> step(keys.get(kind).stringValue(), keys.get("error"), Conversation::expectFailed);
			default -> throw new IllegalArgumentException("Unknown step '" + kind + "'");
		};
	}

	private static String repeated(JsonNode json) {
		Keys keys = new Keys(json);
		String frame = keys.get("prefix").stringValue()
				+ keys.get("unit").stringValue().repeat(keys.get("times").intValue())
				+ keys.get("suffix").stringValue();
		keys.noMore();
		return frame;
	}

	private static Step sendMany(Keys keys) {
		return sendAll(keys, "${n}", keys.number("from"), keys.number("to"));
	}

	private static Step sendEach(Keys keys) {
		return sendAll(keys, "${i}", 1, keys.number("times"));
	}

	private static Step sendAll(Keys keys, String placeholder, int first, int last) {
		String text = keys.get("text").stringValue();
		List<String> frames = IntStream.rangeClosed(first, last)
			.mapToObj((number) -> text.replace(placeholder, Integer.toString(number)))
			.toList();
		keys.noMore();
		return (conversation) -> frames.forEach(conversation::send);
	}

	private static Step connect(JsonNode where, Keys keys) {
		if (where.isString()) {
			return step(where.stringValue(), keys.texts("headers"), Conversation::connect);
		}
		Keys parts = new Keys(where);
		String path = parts.get("path").stringValue();
		String aside = parts.text("aside");
		String continued = parts.text("continues");
		parts.noMore();
		return (conversation) -> {
			conversation.connect(path, Map.of());
			conversation.putAside(aside);
			conversation.goOnFrom(continued);
		};
	}

	private static Step close(int code, @Nullable String reason) {
		return (conversation) -> conversation.expectClose(code, reason);
	}

	private static Step match(List<JsonNode> patterns) {
		return step(patterns.stream().map(FramePattern::read).toList(), Conversation::match);
	}

	private static Step acked(JsonNode what) {
		if (!what.isObject()) {
			return step(what.longValue(), ACKNOWLEDGED_WITHIN, Conversation::expectAcknowledgement);
		}
		Keys keys = new Keys(what);
		long count = keys.number("count");
		Duration within = Duration.ofMillis(keys.number("within"));
		keys.noMore();
		return step(count, within, Conversation::expectAcknowledgement);
	}

	private static Step ignore(JsonNode pattern) {
		if (pattern.isNull()) {
			return (conversation) -> conversation.ignore(null);
		}
		return step(FramePattern.read(pattern), Conversation::ignore);
	}

	private static Step items(Keys keys) {
		Items items = readItems(keys);
		keys.noMore();
		return step(items, Conversation::expectItems);
	}

	private static Step feed(Keys keys) {
		Items items = readItems(keys);
		long atMost = keys.number("atMost", Integer.MAX_VALUE);
		keys.noMore();
		return step(items, atMost, Conversation::feed);
	}

	private static Items readItems(Keys keys) {
		return new Items(keys.get("id").stringValue(), keys.number("first"), keys.number("last"));
	}

	private static Step credit(Keys keys) {
		String id = keys.get("id").stringValue();
		int atLeast = keys.number("atLeast", 1);
		int atMost = keys.number("atMost", Integer.MAX_VALUE);
		keys.noMore();
		return (conversation) -> conversation.expectCredit(id, atLeast, atMost);
	}

	private static Step call(String method, @Nullable JsonNode input, @Nullable String as) {
		return (conversation) -> conversation.call(method, input, as);
	}

	private static <T> Step step(T value, BiConsumer<Conversation, T> verb) {
		return (conversation) -> verb.accept(conversation, value);
	}

	private static <T, U> Step step(T first, U second, Verb<T, U> verb) {
		return (conversation) -> verb.apply(conversation, first, second);
	}

	/**
	 * What a conversation does with two values.
	 */
	@FunctionalInterface
	interface Verb<T, U> {

		void apply(Conversation conversation, T first, U second);

	}

}
