package io.grest.ws.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the page "More than one node" has the properties, the meters and the rights
 * that there are.
 */
class ClusterPageTests {

	private static final Pattern PROPERTY = Pattern
		.compile("^\\| `(grest\\.ws\\.cluster\\.[a-z-]+)` \\| (?:`([^`]*)`)? ?\\|", Pattern.MULTILINE);

	private static final Pattern METER = Pattern
		.compile("^\\| `(grest\\.ws\\.cluster\\.[a-z.]+)` \\| (?:timer|gauge|counter)", Pattern.MULTILINE);

	private final String page = read();

	private static String read() {
		try {
			return Files.readString(Path.of("..", "docs", "cluster.md"));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void hasAllProperties() throws IOException {
		Map<String, String> actual = new TreeMap<>();
		try (InputStream metadata = GrestWsClusterProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			for (JsonNode property : new JsonMapper().readTree(metadata).path("properties")) {
				actual.put(property.path("name").asString(), property.path("defaultValue").asString(""));
			}
		}
		Map<String, String> documented = new TreeMap<>();
		Matcher matcher = PROPERTY.matcher(this.page);
		while (matcher.find()) {
			documented.put(matcher.group(1), (matcher.group(2) != null) ? matcher.group(2) : "");
		}
		assertThat(documented).isEqualTo(actual);
	}

	@Test
	void hasAllMeters() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new MicrometerClusterMetrics(registry).subscriptions(() -> 0);
		Set<String> actual = registry.getMeters()
			.stream()
			.map(Meter::getId)
			.map(Meter.Id::getName)
			.collect(Collectors.toCollection(TreeSet::new));
		Set<String> documented = new TreeSet<>();
		Matcher matcher = METER.matcher(this.page);
		while (matcher.find()) {
			documented.add(matcher.group(1));
		}
		assertThat(documented).isEqualTo(actual);
	}

	@Test
	void hasRightsThatSuffice() {
		assertThat(this.page.replace('\n', ' ')).contains(AclTests.RIGHTS);
	}

}
