package io.grest.ws.processor;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Converter of the inline tags and the HTML of a doc comment to plain text. Code is set
 * in backticks, samples are left out.
 */
final class PlainText {

	private static final Pattern SAMPLE = Pattern.compile("<pre\\b.*?</pre>",
			Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

	private static final Pattern ITEM = Pattern.compile("<li\\b[^>]*>", Pattern.CASE_INSENSITIVE);

	private static final Pattern CODE = Pattern.compile("</?code\\b[^>]*>", Pattern.CASE_INSENSITIVE);

	private static final Pattern BLOCK = Pattern
		.compile("</?(p|br|ul|ol|li|dl|dt|dd|h[1-6]|div|table|tr|blockquote|hr)\\b[^>]*>", Pattern.CASE_INSENSITIVE);

	private static final Pattern ELEMENT = Pattern.compile("</?[A-Za-z][^>]*>|<!--.*?-->", Pattern.DOTALL);

	private static final Pattern ENTITY = Pattern.compile("&(#?\\w+);");

	private static final Map<String, String> ENTITIES = Map.of("lt", "<", "gt", ">", "amp", "&", "quot", "\"", "apos",
			"'", "nbsp", " ", "ndash", "\u2013", "mdash", "\u2014", "hellip", "\u2026");

	// In KDoc: code, which has no links, or [name], or [label][name]. A label with a URL
	// is no such link.
	private static final Pattern LINK = Pattern.compile("(`[^`]*`)|\\[([^\\[\\]]+)](?:\\[([\\w.]+)])?(?!\\()");

	private static final Pattern NAME = Pattern.compile("(?:[a-z_]\\w*\\.)*([A-Za-z_]\\w*(?:\\.\\w+)*)");

	// Of a paragraph, while the text is made.
	private static final String BREAK = "\u0000";

	private PlainText() {
	}

	/**
	 * Convert a text.
	 * @param comment a part of a doc comment
	 * @return the text, with a line for each paragraph and each item of a list
	 */
	static String of(String comment) {
		String source = SAMPLE.matcher(comment).replaceAll("").replaceAll("\\R[ \\t]*\\R", BREAK);
		StringBuilder text = new StringBuilder();
		int from = 0;
		int tag;
		while ((tag = source.indexOf("{@", from)) >= 0) {
			int end = endOf(source, tag);
			text.append(withoutElements(source.substring(from, tag)));
			text.append(inline(source.substring(tag + 2, Math.max(tag + 2, end - 1))));
			from = end;
		}
		text.append(withoutElements(source.substring(from)));
		return text.toString()
			.lines()
			.collect(Collectors.joining(" "))
			.transform((all) -> Pattern.compile(BREAK)
				.splitAsStream(all)
				.map((paragraph) -> paragraph.replaceAll("\\s+", " ").strip())
				.filter((paragraph) -> !paragraph.isEmpty() && !paragraph.equals("-"))
				.collect(Collectors.joining("\n")));
	}

	/**
	 * Write the links of KDoc as javadoc would.
	 * @param comment a doc comment of Kotlin
	 * @return the comment, with names in backticks and labels as they are
	 */
	static String ofKotlin(String comment) {
		return LINK.matcher(comment).replaceAll((link) -> Matcher.quoteReplacement(link(link)));
	}

	private static String link(MatchResult link) {
		if (link.group(1) != null) {
			return link.group();
		}
		if (link.group(3) != null) {
			return link.group(2);
		}
		Matcher name = NAME.matcher(link.group(2));
		return name.matches() ? "`" + name.group(1) + "`" : link.group();
	}

	/**
	 * Return the index behind the brace that closes a tag, or the end of the text.
	 */
	private static int endOf(String source, int tag) {
		int depth = 0;
		for (int i = tag; i < source.length(); i++) {
			depth += (source.charAt(i) == '{') ? 1 : (source.charAt(i) == '}') ? -1 : 0;
			if (depth == 0) {
				return i + 1;
			}
		}
		return source.length();
	}

	private static String inline(String tag) {
		String[] parts = tag.split("\\s+", 2);
		String body = (parts.length > 1) ? parts[1].strip() : "";
		return switch (parts[0]) {
			case "code" -> "`" + body + "`";
			case "literal" -> body;
			case "link", "linkplain", "value" -> reference(body, parts[0].equals("linkplain"));
			case "return" -> "Returns " + of(body) + ".";
			case "inheritDoc", "snippet" -> "";
			default -> withoutElements(body);
		};
	}

	// The label, if there is one, else Type.member without package and parameters.
	private static String reference(String body, boolean isPlain) {
		Matcher target = Pattern.compile("([^\\s(]*)(\\([^)]*\\))?\\s*(.*)", Pattern.DOTALL).matcher(body);
		if (!target.matches()) {
			return body;
		}
		String name = target.group(1)
			.replaceFirst("^([a-z_][\\w]*\\.)+(?=[A-Z])", "")
			.replaceFirst("^#", "")
			.replace('#', '.');
		String label = target.group(3).isEmpty() ? name : withoutElements(target.group(3));
		return isPlain ? label : "`" + label + "`";
	}

	private static String withoutElements(String html) {
		String text = ITEM.matcher(html).replaceAll(BREAK + "- ");
		text = CODE.matcher(text).replaceAll("`");
		text = BLOCK.matcher(text).replaceAll(BREAK);
		text = ELEMENT.matcher(text).replaceAll("");
		return ENTITY.matcher(text)
			.replaceAll((entity) -> Matcher.quoteReplacement(character(entity.group(1), entity.group())));
	}

	private static String character(String name, String otherwise) {
		try {
			if (name.startsWith("#x") || name.startsWith("#X")) {
				return Character.toString(Integer.parseInt(name.substring(2), 16));
			}
			return name.startsWith("#") ? Character.toString(Integer.parseInt(name.substring(1)))
					: ENTITIES.getOrDefault(name, otherwise);
		}
		catch (IllegalArgumentException ex) {
			return otherwise;
		}
	}

}
