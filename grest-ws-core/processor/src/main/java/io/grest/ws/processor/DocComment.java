package io.grest.ws.processor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Doc comment of Java, or of Kotlin as its stubs have it, in plain text.
 *
 * @param description the text before the tags, with a line for each paragraph, empty for
 * none
 * @param parameters the texts of {@code @param} and of Kotlin's {@code @property}
 * @param result the text of {@code @return}, empty for none
 */
record DocComment(String description, Map<String, String> parameters, String result) {

	private static final Pattern TAG = Pattern.compile("\\s*@(\\w+)\\s*(.*)", Pattern.DOTALL);

	private static final Pattern NAMED = Pattern.compile("([^\\s<>]+)\\s+(.+)", Pattern.DOTALL);

	/**
	 * Read a comment.
	 * @param comment the comment without its asterisks
	 * @return the parts that are kept
	 */
	static DocComment parse(String comment) {
		List<String> blocks = blocks(comment);
		Map<String, String> parameters = new LinkedHashMap<>();
		String result = "";
		for (String block : blocks.subList(1, blocks.size())) {
			Matcher tag = TAG.matcher(block);
			if (tag.matches() && tag.group(1).equals("return")) {
				result = PlainText.of(tag.group(2));
			}
			else if (tag.matches() && (tag.group(1).equals("param") || tag.group(1).equals("property"))) {
				Matcher named = NAMED.matcher(tag.group(2));
				if (named.matches()) {
					parameters.put(named.group(1), PlainText.of(named.group(2)));
				}
			}
		}
		return new DocComment(PlainText.of(blocks.get(0)), parameters, result);
	}

	// A line within braces, such as an annotation in a sample, begins no tag.
	private static List<String> blocks(String comment) {
		List<String> blocks = new ArrayList<>();
		StringBuilder block = new StringBuilder();
		int depth = 0;
		for (String line : comment.split("\\R")) {
			if (depth == 0 && TAG.matcher(line).matches()) {
				blocks.add(block.toString());
				block.setLength(0);
			}
			block.append(line).append('\n');
			if (depth > 0 || line.contains("{@")) {
				depth = Math.max(0, depth + count(line, '{') - count(line, '}'));
			}
		}
		blocks.add(block.toString());
		return blocks;
	}

	private static int count(String line, char wanted) {
		return (int) line.chars().filter((c) -> c == wanted).count();
	}

}
