package io.grest.ws.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the zip that the build makes of the quickstart.
 */
class QuickstartZipTests {

	@Test
	void hasFilesOfApplicationsAndWrapper(@TempDir Path directory) throws IOException {
		try (QuickstartZip zip = QuickstartZip.open()) {
			zip.unpack(directory);
		}
		Map<Path, String> expected = new TreeMap<>();
		for (String application : List.of("chat", "servlet-client", "kotlin")) {
			expected.putAll(read(Path.of(""), Path.of(application)));
		}
		for (String file : List.of("mvnw", "mvnw.cmd", ".mvn/wrapper/maven-wrapper.properties")) {
			expected.put(Path.of(file), Files.readString(Path.of("..", "..", file)));
		}
		assertThat(read(directory, Path.of(""))).isEqualTo(expected);
		assertThat(directory.resolve("mvnw")).isExecutable();
	}

	private static Map<Path, String> read(Path root, Path folder) throws IOException {
		Map<Path, String> texts = new TreeMap<>();
		try (Stream<Path> files = Files.walk(root.resolve(folder))) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				Path path = root.toString().isEmpty() ? file : root.relativize(file);
				if (!path.startsWith(folder.resolve("target"))) {
					texts.put(path, Files.readString(file));
				}
			}
		}
		return texts;
	}

}
