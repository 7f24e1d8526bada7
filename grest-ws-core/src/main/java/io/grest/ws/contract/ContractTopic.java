package io.grest.ws.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Topic that a contract declares: a name, or a pattern of names, to which the server
 * publishes messages for those of its clients that it has added.
 *
 * @param pattern the name, in which {@code {variable}} stands for any text without a
 * colon: {@code room:{room}}
 * @param hasHistory whether messages are kept for a while, so that who has missed some
 * can receive them later
 * @param memberType the type of what the topic shows of its members, or {@code null} if
 * it shows none
 * @since 0.1.0
 */
public record ContractTopic(String pattern, boolean hasHistory, @Nullable Class<?> memberType) {

	// Names of this library begin so.
	private static final String RESERVED = "~";

	private static final int LONGEST_NAME = 1024;

	private static final Pattern SYNTAX = Pattern.compile("(?:[^{}\\p{Cntrl}]|\\{[A-Za-z_][A-Za-z0-9_]*}(?!\\{))+");

	private static final Pattern VARIABLE = Pattern.compile("\\{([^}]*)}");

	/**
	 * Return the names of the variables.
	 * @return the names, in their order in the pattern
	 */
	public List<String> variables() {
		return VARIABLE.matcher(this.pattern).results().map((found) -> found.group(1)).toList();
	}

	/**
	 * Return a predicate for the names of topics of this pattern.
	 * @return the predicate
	 */
	public Predicate<String> names() {
		Matcher matcher = VARIABLE.matcher(this.pattern);
		StringBuilder expression = new StringBuilder();
		int end = 0;
		while (matcher.find()) {
			expression.append(Pattern.quote(this.pattern.substring(end, matcher.start()))).append("[^:]+");
			end = matcher.end();
		}
		return Pattern.compile(expression.append(Pattern.quote(this.pattern.substring(end))).toString())
			.asMatchPredicate();
	}

	/**
	 * Return the name of one topic of this pattern.
	 * @param variables the values of the variables, in their order
	 * @return the name
	 * @throws IllegalArgumentException if the values are not as many as the variables,
	 * one is empty or has a colon or a control character, or the name is longer than
	 * 1,024 characters or begins with {@code ~}
	 */
	public String name(Object... variables) {
		Matcher matcher = VARIABLE.matcher(this.pattern);
		StringBuilder name = new StringBuilder();
		int used = 0;
		while (matcher.find()) {
			Assert.isTrue(used < variables.length, () -> "The topic '" + this.pattern + "' has more variables than the "
					+ variables.length + " values that are given");
			matcher.appendReplacement(name, Matcher.quoteReplacement(value(matcher.group(1), variables[used++])));
		}
		matcher.appendTail(name);
		Assert.isTrue(used == variables.length, "The topic '" + this.pattern + "' has fewer variables than the "
				+ variables.length + " values that are given");
		Assert.isTrue(name.length() <= LONGEST_NAME, "A name of the topic '" + this.pattern + "' has " + name.length()
				+ " characters, and may have " + LONGEST_NAME);
		Assert.isTrue(!name.toString().startsWith(RESERVED), () -> "A name of the topic '" + this.pattern
				+ "' begins with " + RESERVED + ", as the names of this library do");
		return name.toString();
	}

	private String value(String variable, @Nullable Object value) {
		String text = (value != null) ? value.toString() : "";
		Assert.isTrue(!text.isEmpty() && text.chars().noneMatch((c) -> c == ':' || Character.isISOControl(c)),
				() -> "A value of {" + variable + "} in the topic '" + this.pattern
						+ "' is empty, or has a colon or a control character");
		return text;
	}

	/**
	 * Return what is wrong with the pattern, or {@code null}.
	 */
	@Nullable String fault() {
		if (!SYNTAX.matcher(this.pattern).matches() || this.pattern.isBlank()) {
			return "is no pattern of names: write text and variables, as in room:{room}";
		}
		if (this.pattern.startsWith(RESERVED)) {
			return "begins with " + RESERVED + ", as the names of this library do: let it begin otherwise";
		}
		if (Arrays.stream(this.pattern.split(":")).anyMatch((part) -> part.indexOf('{') != part.lastIndexOf('{'))) {
			return "has two variables without a colon between them, whose values could be taken for each other: "
					+ "write {a}:{b}";
		}
		List<String> variables = variables();
		return (variables.stream().distinct().count() == variables.size()) ? null
				: "has two variables of one name: give each its own";
	}

	/**
	 * Return whether a name may be of both patterns.
	 */
	boolean meets(ContractTopic other) {
		String[] parts = this.pattern.split(":", -1);
		String[] others = other.pattern.split(":", -1);
		boolean meets = parts.length == others.length;
		for (int i = 0; meets && i < parts.length; i++) {
			meets = partsMeet(parts[i], others[i]);
		}
		return meets;
	}

	// Told by the text before the first variable, and after the last.
	private static boolean partsMeet(String one, String other) {
		boolean isText = one.indexOf('{') < 0;
		if (isText && other.indexOf('{') < 0) {
			return one.equals(other);
		}
		return oneBegins(before(one), before(other)) && oneEnds(after(one), after(other));
	}

	private static boolean oneBegins(String one, String other) {
		return one.startsWith(other) || other.startsWith(one);
	}

	private static boolean oneEnds(String one, String other) {
		return one.endsWith(other) || other.endsWith(one);
	}

	private static String before(String part) {
		int index = part.indexOf('{');
		return (index < 0) ? part : part.substring(0, index);
	}

	private static String after(String part) {
		return part.substring(part.lastIndexOf('}') + 1);
	}

	/**
	 * Builder of a topic.
	 */
	public static final class Builder {

		private final String pattern;

		private boolean hasHistory;

		private @Nullable Class<?> memberType;

		private Builder(String pattern) {
			this.pattern = pattern;
		}

		static ContractTopic build(String pattern, Consumer<Builder> configure) {
			Builder builder = new Builder(pattern);
			configure.accept(builder);
			return new ContractTopic(pattern, builder.hasHistory, builder.memberType);
		}

		/**
		 * Keep messages for a while: who joins from a position receives what came after
		 * it, and what a node has missed is repaired. How many are kept, and for how
		 * long, is configured on the server.
		 * @return this
		 */
		public Builder history() {
			this.hasHistory = true;
			return this;
		}

		/**
		 * Show the members of the topic, on all nodes.
		 * @param memberType the type of what is shown of a member, which Jackson writes
		 * @return this
		 */
		public Builder presence(Class<?> memberType) {
			Assert.notNull(memberType, "Member type must not be null");
			this.memberType = memberType;
			return this;
		}

	}

	/**
	 * Check the topics that a contract declares.
	 */
	static List<ContractTopic> check(List<ContractTopic> topics, Consumer<String> faults) {
		List<ContractTopic> sound = new ArrayList<>();
		for (ContractTopic topic : topics) {
			String fault = topic.fault();
			if (fault != null) {
				faults.accept("the topic '" + topic.pattern + "' " + fault);
				continue;
			}
			sound.stream()
				.filter(topic::meets)
				.findFirst()
				.ifPresent((other) -> faults.accept("a topic may be of both '" + other.pattern + "' and '"
						+ topic.pattern + "': let one begin with a word of its own"));
			sound.add(topic);
		}
		return List.copyOf(sound);
	}

}
