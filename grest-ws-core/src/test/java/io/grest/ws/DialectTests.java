package io.grest.ws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A decision that depends on the dialect is a property of it, or a switch without a
 * default: a further dialect does not compile before it is made. A comparison would
 * silently treat it as one of the others.
 */
class DialectTests {

	private static final Pattern COMPARISON = Pattern
		.compile("[!=]=\\s*Dialect\\.\\w+|Dialect\\.\\w+\\s*[!=]=|Dialect\\.\\w+\\.equals|equals\\(Dialect\\.\\w+\\)");

	@Test
	void noCodeComparesDialects() throws IOException {
		assertThat(sources()).hasSizeGreaterThan(400).allSatisfy((file) -> {
			Matcher comparison = COMPARISON.matcher(Files.readString(file));
			assertThat(comparison.find() ? comparison.group() : "").as(file.toString()).isEmpty();
		});
	}

	private static List<Path> sources() throws IOException {
		try (Stream<Path> files = Stream.of("core", "autoconfigure", "test", "redis")
			.map((module) -> Path.of("../grest-ws-" + module + "/src/main/java"))
			.flatMap(DialectTests::walk)) {
			return files.filter((file) -> file.toString().endsWith(".java")).toList();
		}
	}

	private static Stream<Path> walk(Path directory) {
		try {
			return Files.walk(directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
