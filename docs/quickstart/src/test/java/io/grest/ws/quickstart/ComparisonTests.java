package io.grest.ws.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the pages say how long the two chats are. Blank lines, comments, and package
 * and import statements do not count. The format of both is the same.
 */
class ComparisonTests {

	@ParameterizedTest
	@ValueSource(strings = { "README.md", "docs/comparison.md" })
	void pageHasNumbersOfLines(String page) throws IOException {
		String text = Files.readString(Path.of("..", "..").resolve(page)).replaceAll("\\s+", " ");
		assertThat(text).as("%s, the lines of the chat of the quickstart and of the one by hand", page)
			.contains("%d lines of Java in place of %d".formatted(lines("chat"), lines("by-hand")));
	}

	private static long lines(String folder) throws IOException {
		long lines = 0;
		try (Stream<Path> files = Files.walk(Path.of(folder, "src", "main", "java"))) {
			for (Path file : files.filter((file) -> file.toString().endsWith(".java")).toList()) {
				lines += Files.readAllLines(file).stream().filter(ComparisonTests::counts).count();
			}
		}
		return lines;
	}

	private static boolean counts(String line) {
		String code = line.strip();
		return !code.isEmpty() && !code.matches("(package |import |//|/\\*|\\*).*");
	}

}
