package io.grest.ws;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The doc of a method begins with what it does, in the imperative: "Return the open
 * connection, or open one".
 */
class JavadocTests {

	// What follows a doc: annotations, and a signature with parameters; no constant of an
	// enum.
	private static final Pattern METHOD = Pattern
		.compile("\\s*+(?:@[^\\n]*\\n\\s*+)*+(?![A-Z0-9_]+\\()(?<signature>[^{};=@*/]*?\\w+\\([^{};]*?\\))"
				+ "\\s*(?:throws [^{;]*)?[{;]");

	private static final Pattern TYPE = Pattern.compile("\\b(class|interface|record|enum)\\b");

	private static final Pattern FIRST_WORD = Pattern.compile("[A-Z][a-z]+");

	private static final Set<String> NO_VERBS = Set.of("The", "A", "An", "What", "Whether", "How", "Who", "Which",
			"Where", "When", "Why", "It", "This", "That", "These", "Those", "One", "Something", "Nothing", "Nobody",
			"All", "No", "Told", "Only", "Not", "There", "For", "Of", "In", "With", "Without", "By", "From", "Through");

	private static final Pattern THIRD_PERSON = Pattern.compile(".*[^s]s");

	@Test
	void docsOfMethodsBeginWithAVerb() throws IOException, URISyntaxException {
		List<String> others = new ArrayList<>();
		try (Stream<Path> sources = Files.walk(sources())) {
			for (Path source : sources.filter((file) -> file.toString().endsWith(".java")).toList()) {
				addOthers(others, source.getFileName().toString(), Files.readString(source));
			}
		}
		assertThat(others).isEmpty();
	}

	private static void addOthers(List<String> others, String file, String text) {
		for (int from = text.indexOf("/**"); from >= 0; from = text.indexOf("/**", from + 1)) {
			int end = text.indexOf("*/", from);
			Matcher method = METHOD.matcher(text).region(end + 2, text.length());
			String doc = text.substring(from + 3, end).replaceAll("\\s*\\* ?", " ").trim();
			if (method.lookingAt() && !TYPE.matcher(method.group("signature")).find() && !beginsWithVerb(doc)) {
				others.add(file + ": " + doc.substring(0, Math.min(doc.length(), 60)));
			}
		}
	}

	private static boolean beginsWithVerb(String doc) {
		if (doc.startsWith("{@inheritDoc}")) {
			return true;
		}
		String first = doc.split("[\\s,.:]", 2)[0];
		return FIRST_WORD.matcher(first).matches() && !NO_VERBS.contains(first)
				&& !THIRD_PERSON.matcher(first).matches();
	}

	private static Path sources() throws URISyntaxException {
		Path testClasses = Path.of(JavadocTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		return testClasses.resolve("../../src/main/java").normalize();
	}

}
