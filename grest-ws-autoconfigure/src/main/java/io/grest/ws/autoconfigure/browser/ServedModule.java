package io.grest.ws.autoconfigure.browser;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Module that clients share, as a browser loads it: without comments and indentation,
 * which are a third of it, and with a source map that leads tools back to them.
 *
 * @param text the module
 * @param map its source map, as JSON
 */
record ServedModule(String text, String map) {

	// Comments on lines of their own.
	private static final Pattern COMMENT = Pattern.compile("(?m)^ *(//.*|/\\*\\*(?s:.*?)\\*/)\n");

	private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	/**
	 * Strip a module. It has no text of several lines, whose indentation would count.
	 * @param file the name of its file, such as {@code runtime.js}
	 * @param source the module as it is written
	 * @return the module as it is served
	 */
	static ServedModule of(String file, String source) {
		List<Integer> origins = new ArrayList<>();
		StringBuilder text = new StringBuilder();
		String[] lines = source.split("\n", -1);
		boolean[] isComment = comments(source, lines.length);
		for (int i = 0; i < lines.length; i++) {
			if (!isComment[i] && !lines[i].isBlank()) {
				text.append(lines[i].strip()).append('\n');
				origins.add(i);
			}
		}
		ObjectNode map = JsonNodeFactory.instance.objectNode().put("version", 3).put("file", file);
		map.putArray("sources").add("source/" + file);
		map.putArray("sourcesContent").add(source);
		map.putArray("names");
		map.put("mappings", mappings(origins, lines));
		return new ServedModule(text + "//# sourceMappingURL=" + file + ".map\n", map.toString());
	}

	private static boolean[] comments(String source, int lines) {
		boolean[] isComment = new boolean[lines];
		Matcher comment = COMMENT.matcher(source);
		while (comment.find()) {
			int first = count(source, 0, comment.start());
			int length = count(source, comment.start(), comment.end());
			Arrays.fill(isComment, first, first + length, true);
		}
		return isComment;
	}

	private static int count(String source, int from, int to) {
		return (int) source.substring(from, to).chars().filter((c) -> c == '\n').count();
	}

	// One segment a line: its column, the file, and the differences of line and column
	// there from those of the line before. https://tc39.es/ecma426/#sec-mappings-format
	private static String mappings(List<Integer> origins, String[] lines) {
		StringBuilder mappings = new StringBuilder();
		int line = 0;
		int column = 0;
		for (int origin : origins) {
			int indent = lines[origin].length() - lines[origin].stripLeading().length();
			mappings.append(mappings.isEmpty() ? "" : ";").append("AA");
			append(mappings, origin - line);
			append(mappings, indent - column);
			line = origin;
			column = indent;
		}
		return mappings.toString();
	}

	// Five bits a digit, the lowest first; the lowest of all is the sign.
	private static void append(StringBuilder mappings, int difference) {
		int rest = (difference < 0) ? (-difference << 1) | 1 : difference << 1;
		do {
			int digit = rest & 31;
			rest >>>= 5;
			mappings.append(DIGITS.charAt((rest > 0) ? digit | 32 : digit));
		}
		while (rest > 0);
	}

}
