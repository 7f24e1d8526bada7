package io.grest.ws.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.grest.ws.autoconfigure.GrestWsProperties;
import io.grest.ws.demo.MarkdownPage.Block;
import io.grest.ws.demo.MarkdownPage.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the pages match the code: samples, properties with their defaults, and
 * links.
 */
class DocumentationTests {

	// The applications that the page of the quickstart shows whole.
	static final List<String> APPLICATIONS = List.of("chat", "servlet-client", "kotlin");

	static final Path QUICKSTART = Path.of("docs", "quickstart");

	private static final Path CODE = Path.of("demo-app", "src");

	private static final Path KOTLIN = Path.of("grest-ws-test", "src", "test");

	private static final List<String> LANGUAGES = List.of("java", "ts", "tsx");

	private static final Path ROOT = root();

	private static final Path PROPERTIES_PAGE = Path.of("docs", "configuration.md");

	// Properties of the module for several nodes.
	private static final Path CLUSTER_PAGE = Path.of("docs", "cluster.md");

	private static final List<String> TYPES_OF_METERS = List.of("timer", "gauge", "counter");

	private static final String PREFIX = "grest.ws.";

	private static final String NO_DEFAULT = "none";

	private static final Pattern PROPERTY_ROW = Pattern.compile("\\| `(grest\\.ws\\.[^`]+)` \\| `?([^|`]*?)`? ?\\|.*");

	static Path root() {
		Path directory = Path.of("").toAbsolutePath();
		while (!Files.isDirectory(directory.resolve(CODE))) {
			directory = directory.getParent();
			assertThat(directory).as("Run this test within the project: the pages are read from its root").isNotNull();
		}
		return directory;
	}

	static List<MarkdownPage> pages() throws IOException {
		List<MarkdownPage> pages = new ArrayList<>();
		pages.add(MarkdownPage.read(ROOT, Path.of("README.md")));
		pages.add(MarkdownPage.read(ROOT, AgentPagesTests.SKILL));
		try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
			for (Path file : files.filter((file) -> file.toString().endsWith(".md")).sorted().toList()) {
				pages.add(MarkdownPage.read(ROOT, ROOT.relativize(file)));
			}
		}
		return pages;
	}

	@ParameterizedTest
	@MethodSource("pages")
	void everySampleIsCompiledCode(MarkdownPage page) throws IOException {
		for (String language : LANGUAGES) {
			List<SampleCode> all = SampleCode.readAll(ROOT, List.of(CODE, QUICKSTART), "." + language);
			for (Block block : page.blocks(language)) {
				SampleCode.Match match = SampleCode.find(block, all);
				assertThat(match.complete()).withFailMessage(() -> describe(page, block, match)).isTrue();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void everySampleInKotlinIsCompiledCode(MarkdownPage page) throws IOException {
		List<SampleCode> all = SampleCode.readAll(ROOT, List.of(KOTLIN, QUICKSTART), ".kt");
		for (Block block : page.blocks("kotlin")) {
			SampleCode.Match match = SampleCode.find(block, all);
			assertThat(match.complete()).withFailMessage(() -> describe(page, block, match)).isTrue();
		}
	}

	@Test
	void quickstartShowsFilesWhole() throws IOException {
		MarkdownPage page = MarkdownPage.read(ROOT, Path.of("docs", "quickstart.md"));
		for (String application : APPLICATIONS) {
			Path folder = ROOT.resolve(QUICKSTART).resolve(application);
			for (Path file : filesOf(folder)) {
				String text = Files.readString(file).replace("\t", "    ").stripTrailing();
				assertThat(page.blocks()
					.stream()
					.anyMatch((block) -> block.text().equals(text)
							&& page.before(block).contains("`" + folder.relativize(file) + "`")))
					.as("%s has to show %s whole, below a paragraph that names it: copy it anew", page,
							ROOT.relativize(file))
					.isTrue();
			}
		}
	}

	private static List<Path> filesOf(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter(Files::isRegularFile)
				.filter((file) -> !file.startsWith(folder.resolve("target")))
				.sorted()
				.toList();
		}
	}

	private static String describe(MarkdownPage page, Block block, SampleCode.Match match) {
		String sample = "The sample at " + page.at(block.lines().get(0)) + " is no code of " + CODE + " or "
				+ QUICKSTART + ".\n";
		String remedy = "Copy it from the code anew, with a line \"// ...\" for what is left out; what the demo has no use"
				+ " for goes into a class in io.grest.ws.demo.samples, under src/test, or into src/test/typescript.";
		if (match.matched() == 0) {
			return sample + "No file has its first line: " + match.firstDifference().text().strip() + "\n" + remedy;
		}
		String found = (match.instead() != null)
				? match.instead().text().strip() + "   (line " + match.instead().number() + ")" : "nothing like it";
		return sample + match.code().path() + " has the most of it. The first line that differs is\n  "
				+ match.firstDifference().text().strip() + "   (" + page.at(match.firstDifference())
				+ ")\nwhere the code has\n  " + found + "\n" + remedy;
	}

	@ParameterizedTest
	@MethodSource("pages")
	void everyYamlSampleSetsPropertiesThatExist(MarkdownPage page) throws IOException {
		Map<String, JsonNode> known = properties();
		for (Block block : page.blocks("yaml")) {
			String place = page.at(block.lines().get(0));
			for (PropertySource<?> source : new YamlPropertySourceLoader().load(place,
					new ByteArrayResource(block.text().getBytes(StandardCharsets.UTF_8)))) {
				assertThat(Arrays.stream(((EnumerablePropertySource<?>) source).getPropertyNames())
					.filter((name) -> name.startsWith(PREFIX) && !isKnown(name, known)))
					.as("Properties of the sample at %s that do not exist: take the names from %s", place,
							PROPERTIES_PAGE)
					.isEmpty();
				new Binder(ConfigurationPropertySources.from(source)).bindOrCreate("grest.ws", GrestWsProperties.class);
			}
		}
	}

	static boolean isKnown(String name, Map<String, JsonNode> known) {
		String property = name.replaceFirst("\\[\\d+]$", "");
		return known.containsKey(property) || known.values()
			.stream()
			.anyMatch((candidate) -> candidate.path("type").asString("").startsWith("java.util.Map")
					&& property.startsWith(candidate.path("name").asString() + "."));
	}

	@Test
	void everyPropertyIsOnItsPageWithItsDefault() throws IOException {
		Map<String, String> documented = new TreeMap<>();
		for (Path page : List.of(PROPERTIES_PAGE, CLUSTER_PAGE)) {
			for (Line line : MarkdownPage.read(ROOT, page).prose()) {
				Matcher row = PROPERTY_ROW.matcher(line.text());
				if (row.matches() && !TYPES_OF_METERS.contains(row.group(2).trim())) {
					documented.put(row.group(1), row.group(2));
				}
			}
		}
		Map<String, String> actual = new TreeMap<>();
		properties().forEach((name, property) -> actual.put(name, defaultOf(property)));
		assertThat(actual.entrySet().stream().filter((property) -> !documented.entrySet().contains(property)))
			.as("Properties with their defaults that are not on %s: write \"| `name` | `default` | meaning |\", or %s for no"
					+ " default", PROPERTIES_PAGE, NO_DEFAULT)
			.isEmpty();
		assertThat(documented.keySet().stream().filter((name) -> !actual.containsKey(name)))
			.as("Properties on %s that do not exist: take them away", PROPERTIES_PAGE)
			.isEmpty();
	}

	private static String defaultOf(JsonNode property) {
		JsonNode value = property.path("defaultValue");
		return (value.isMissingNode() || value.isContainer()) ? NO_DEFAULT : value.asString();
	}

	// The annotation processor writes one of the many resources of this name.
	static Map<String, JsonNode> properties() throws IOException {
		Map<String, JsonNode> properties = new TreeMap<>();
		ClassLoader loader = DocumentationTests.class.getClassLoader();
		for (URL url : Collections.list(loader.getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream in = url.openStream()) {
				for (JsonNode property : new JsonMapper().readTree(in).path("properties")) {
					properties.put(property.path("name").asString(), property);
				}
			}
		}
		properties.keySet().removeIf((name) -> !name.startsWith(PREFIX));
		assertThat(properties).as("Metadata of grest-ws-autoconfigure: compile that module with its processor")
			.isNotEmpty();
		return properties;
	}

	@ParameterizedTest
	@MethodSource("pages")
	void everyRelativeLinkLeadsToAFile(MarkdownPage page) {
		Path directory = ROOT.resolve(page.path()).getParent();
		assertThat(page.relativeLinks()
			.stream()
			.filter((link) -> !Files.exists(directory.resolve(link.text())))
			.map((link) -> page.at(link) + " " + link.text()))
			.as("Links that lead nowhere: mend them, or write the file")
			.isEmpty();
	}

}
