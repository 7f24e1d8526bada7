package io.grest.ws.autoconfigure.browser;

import java.util.ArrayList;
import java.util.List;

import io.grest.ws.generate.TypeScriptModule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ServedModuleTests {

	private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	@ParameterizedTest
	@ValueSource(strings = { "runtime.js", "requests.js", "streams.js", "resume.js", "again.js", "shared.js",
			"envelope.js", "longs.js" })
	void leadsEachLineToItsSource(String file) {
		String source = TypeScriptModule.sharedFile(file);
		assertThat(source).isNotNull();
		ServedModule served = ServedModule.of(file, source);
		List<String> lines = served.text().lines().toList();
		assertThat(lines.get(lines.size() - 1)).isEqualTo("//# sourceMappingURL=" + file + ".map");
		JsonNode map = new JsonMapper().readTree(served.map());
		assertThat(map.path("version").asInt()).isEqualTo(3);
		assertThat(map.path("sourcesContent").path(0).asString()).isEqualTo(source);
		List<String> sources = source.lines().toList();
		String[] segments = map.path("mappings").asString().split(";");
		assertThat(segments).hasSize(lines.size() - 1);
		int line = 0;
		int column = 0;
		for (int i = 0; i < segments.length; i++) {
			List<Integer> numbers = decode(segments[i]);
			assertThat(numbers).hasSize(4).startsWith(0, 0);
			line += numbers.get(2);
			column += numbers.get(3);
			assertThat(sources.get(line).substring(column)).isEqualTo(lines.get(i));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "runtime.js", "requests.js", "streams.js", "resume.js", "again.js", "shared.js",
			"envelope.js", "longs.js" })
	void leavesOutCommentsAndNothingElse(String file) {
		String source = TypeScriptModule.sharedFile(file);
		assertThat(source).isNotNull();
		// Otherwise its indentation would count.
		assertThat(source.lines().filter((line) -> line.chars().filter((c) -> c == '`').count() % 2 == 1))
			.as("Texts of several lines")
			.isEmpty();
		String stripped = ServedModule.of(file, source).text();
		assertThat(stripped.length()).isLessThan(source.length() * 9 / 10);
		List<String> code = new ArrayList<>(
				source.lines().map(String::strip).filter((line) -> !line.isEmpty()).toList());
		code.removeIf((line) -> line.startsWith("//") || line.startsWith("*") || line.startsWith("/**"));
		assertThat(stripped.lines().filter((line) -> !line.startsWith("//#"))).containsExactlyElementsOf(code);
	}

	private static List<Integer> decode(String segment) {
		List<Integer> numbers = new ArrayList<>();
		int value = 0;
		int shift = 0;
		for (char c : segment.toCharArray()) {
			int digit = DIGITS.indexOf(c);
			value |= (digit & 31) << shift;
			shift += 5;
			if (digit < 32) {
				numbers.add(((value & 1) == 1) ? -(value >>> 1) : value >>> 1);
				value = 0;
				shift = 0;
			}
		}
		return numbers;
	}

}
