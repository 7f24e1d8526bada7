package io.grest.ws.autoconfigure.aot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;

import static org.assertj.core.api.Assertions.assertThat;

class LibraryHintsTests {

	private static final Pattern ASKED = Pattern.compile("[iI]sPresent\\(\\s*\"([\\w.$]+)\"");

	@Test
	void registersWhatLibraryAsksForByName() throws IOException {
		List<String> asked = new ArrayList<>(asked(Path.of("../grest-ws-core/src/main/java")));
		asked.addAll(asked(Path.of("src/main/java")));
		asked.removeIf((name) -> name.equals("jakarta.validation.Validator"));
		assertThat(asked).isNotEmpty().isSubsetOf(LibraryHints.OPTIONAL_CLASSES);
		assertThat(LibraryHints.OPTIONAL_CLASSES).isSubsetOf(asked).isSorted();
	}

	@Test
	void registersPresentClassesOnly() {
		RuntimeHints hints = new RuntimeHints();
		new LibraryHints().registerHints(hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.reflection().onType(reactor.netty.http.client.HttpClient.class))
			.accepts(hints);
		assertThat(hints.reflection().typeHints().map((hint) -> hint.getType().getName()))
			.doesNotContain("org.eclipse.jetty.websocket.server.ServerWebSocketContainer");
	}

	private static List<String> asked(Path sources) throws IOException {
		List<String> names = new ArrayList<>();
		try (Stream<Path> files = Files.walk(sources)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
				ASKED.matcher(Files.readString(file))
					.results()
					.map((MatchResult match) -> match.group(1))
					.forEach(names::add);
			}
		}
		return names;
	}

}
