package io.grest.ws.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.grest.ws.demo.MarkdownPage.Block;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the page of error messages quotes those of the code.
 */
class TroubleshootingTests {

	private static final Path ROOT = DocumentationTests.root();

	private static final Path PAGE = Path.of("docs", "troubleshooting.md");

	private static final List<Path> MODULES = List.of(Path.of("grest-ws-core"), Path.of("grest-ws-autoconfigure"));

	// What stands between two literals, or between a literal and a value.
	private static final Pattern CONCATENATION = Pattern.compile("\"\\s*\\+\\s*\"");

	private static final Pattern SETUP = Pattern
		.compile("new SocketSetupException\\(\\s*(?:\\w+\\(\\w*\\) \\+ )?\"([^\"]+)\"");

	// A value: of a format, or between two literals.
	private static final Pattern VALUE = Pattern.compile("%[sdn]|…");

	@Test
	void quotesMessagesOfCode() throws IOException {
		List<String> sources = sources();
		List<String> unknown = new ArrayList<>();
		for (Block message : page().blocks("text")) {
			List<String> literals = literals(message.text().strip());
			if (sources.stream().noneMatch((source) -> hasInOrder(source, literals))) {
				unknown.add(PAGE + ":" + message.lines().get(0).number() + " " + message.text().strip());
			}
		}
		assertThat(unknown).as("Messages that no class has: copy them from the code, with … for a value").isEmpty();
	}

	@Test
	void listsEveryRefusalOfAutoConfiguration() throws IOException {
		List<String> quoted = page().blocks("text").stream().map((message) -> message.text().strip()).toList();
		List<String> refusals = sources().stream()
			.flatMap((source) -> SETUP.matcher(source).results())
			.map((refusal) -> literals(refusal.group(1)).get(0))
			.toList();
		assertThat(refusals).hasSizeGreaterThan(10);
		assertThat(refusals.stream().filter((refusal) -> quoted.stream().noneMatch((text) -> text.contains(refusal))))
			.as("Reasons why an application does not start that are not on %s", PAGE)
			.isEmpty();
	}

	private static MarkdownPage page() throws IOException {
		return MarkdownPage.read(ROOT, PAGE);
	}

	private static List<String> literals(String message) {
		return Arrays.stream(VALUE.split(message)).map(String::strip).filter((text) -> text.length() > 1).toList();
	}

	private static boolean hasInOrder(String source, List<String> literals) {
		int from = 0;
		for (String literal : literals) {
			int at = source.indexOf(literal, from);
			if (at == -1) {
				return false;
			}
			from = at + literal.length();
		}
		return true;
	}

	// The classes, with each literal that was split over lines in one piece.
	private static List<String> sources() throws IOException {
		List<String> sources = new ArrayList<>();
		for (Path module : MODULES) {
			try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src").resolve("main"))) {
				for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
					sources.add(CONCATENATION.matcher(Files.readString(file)).replaceAll(""));
				}
			}
		}
		return sources;
	}

}
