package io.grest.ws.conformance;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of a pattern that stands for others: {@code "<re>EXPRESSION"}, which the whole
 * of a text has to fit. Written in the syntax of Python.
 */
final class Expression {

	private static final String PREFIX = "<re>";

	private static final Pattern GROUP = Pattern.compile("\\(\\?P<(\\w+)>");

	private Expression() {
	}

	/**
	 * Return whether a text of a pattern is an expression.
	 */
	static boolean is(String pattern) {
		return pattern.startsWith(PREFIX);
	}

	/**
	 * Match a text.
	 * @param pattern the expression, with its prefix
	 * @param text the text
	 * @param groups the map that takes what fits the named groups
	 * @return whether the whole text fits
	 */
	static boolean matches(String pattern, String text, Map<String, String> groups) {
		String expression = pattern.substring(PREFIX.length());
		Matcher matcher = Pattern.compile(expression.replace("(?P<", "(?<")).matcher(text);
		if (!matcher.matches()) {
			return false;
		}
		GROUP.matcher(expression)
			.results()
			.map((group) -> group.group(1))
			.forEach((name) -> groups.put(name, matcher.group(name)));
		return true;
	}

}
