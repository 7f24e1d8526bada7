package io.grest.ws.generate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The runtime of the generated clients, together with what tests it, as modules that
 * import each other.
 */
public final class RuntimeModules {

	private static final Path TESTS = Path.of("src/test/node/runtime");

	/**
	 * What Node is started with: a WebSocket, where it has none by itself, and no warning
	 * about it.
	 */
	public static final List<String> OPTIONS = List.of("--experimental-websocket", "--no-warnings");

	private RuntimeModules() {
	}

	/**
	 * Bring the modules together.
	 * @param name of the directory, below that of all that is built
	 * @return the directory
	 */
	public static Path prepare(String name) throws IOException {
		Path directory = Files.createDirectories(Path.of("target/node", name).toAbsolutePath());
		Files.writeString(directory.resolve("package.json"), "{ \"type\": \"module\" }");
		Files.writeString(directory.resolve("runtime.js"), runtime());
		try (Stream<Path> tests = Files.list(TESTS)) {
			for (Path test : tests.toList()) {
				Files.writeString(directory.resolve(test.getFileName().toString()), Files.readString(test));
			}
		}
		return directory;
	}

	private static String runtime() throws IOException {
		try (InputStream runtime = RuntimeModules.class.getResourceAsStream("runtime.js")) {
			return new String(runtime.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
