package io.grest.ws.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.grest.ws.demo.MarkdownPage.Block;
import io.grest.ws.demo.MarkdownPage.Line;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what coding agents read is true: the list of pages is complete, and the
 * skill names nothing that does not exist. {@link DocumentationTests} compares its
 * samples with compiled code.
 */
class AgentPagesTests {

	static final Path SKILL = Path.of("grest-ws-spring-boot-starter", "src", "main", "resources", "META-INF", "skills",
			"grest-ws", "SKILL.md");

	private static final Path ROOT = DocumentationTests.root();

	private static final Path LIST = Path.of("docs", "llms.txt");

	private static final Pattern ENTRY = Pattern.compile("- \\[[^\\]]+]\\(([^)\\s]+)\\): \\S.*");

	private static final Pattern IMPORT = Pattern.compile("import (?:static )?([\\w.]+)(?:\\.\\*)?;");

	private static final Pattern CODE = Pattern.compile("(?<!`)`([^`]+)`(?!`)");

	private static final Pattern MESSAGE = Pattern.compile("``([^`]+)``");

	private static final Pattern PROPERTY = Pattern.compile("grest\\.ws\\.[\\w.-]+");

	private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");

	private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>");

	private static final Pattern HEADING = Pattern.compile("#+ (.+)");

	// Words of the languages, and what is no name in Java.
	private static final Set<String> KEYWORDS = Set.of("void", "int", "throws", "suspend", "ref", "WebSocket", "Flow");

	// Types that no sample has, most of them forbidden.
	private static final Map<String, String> FOREIGN = Map.of("Transactional",
			"org.springframework.transaction.annotation.Transactional", "Async",
			"org.springframework.scheduling.annotation.Async", "Cacheable",
			"org.springframework.cache.annotation.Cacheable", "Valid", "jakarta.validation.Valid");

	private static MarkdownPage skill() throws IOException {
		return MarkdownPage.read(ROOT, SKILL);
	}

	@Test
	void listsEveryPageInLlmsTxt() throws IOException {
		List<String> lines = Files.readAllLines(ROOT.resolve(LIST));
		assertThat(lines.get(0)).isEqualTo("# grest-ws");
		assertThat(lines.get(2)).startsWith("> ");
		List<String> listed = lines.stream().filter((line) -> line.startsWith("- ")).map((line) -> {
			assertThat(line).as("An entry of %s: - [name](link): what it has", LIST).matches(ENTRY);
			return ENTRY.matcher(line).replaceFirst("$1");
		}).toList();
		List<String> pages;
		try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
			pages = files.map((file) -> file.getFileName().toString()).filter((name) -> name.endsWith(".md")).toList();
		}
		assertThat(listed).doesNotHaveDuplicates()
			.contains("../README.md", "../" + SKILL.toString().replace('\\', '/'))
			.containsAll(pages);
		assertThat(listed).allSatisfy((link) -> assertThat(ROOT.resolve("docs").resolve(link)).exists());
	}

	@Test
	void hasNameAndDescriptionOfSkill() throws IOException {
		List<String> lines = Files.readAllLines(ROOT.resolve(SKILL));
		assertThat(lines.get(0)).isEqualTo("---");
		assertThat(lines.get(1)).isEqualTo("name: " + SKILL.getParent().getFileName());
		assertThat(lines.get(2)).startsWith("description: ").hasSizeLessThan(1024).doesNotContain("TODO");
		assertThat(lines.get(3)).isEqualTo("---");
	}

	@Test
	void isInJarOfStarter() throws IOException {
		try (InputStream resource = getClass().getResourceAsStream("/META-INF/skills/grest-ws/SKILL.md")) {
			assertThat(resource).isNotNull().hasBinaryContent(Files.readAllBytes(ROOT.resolve(SKILL)));
		}
	}

	@Test
	void namesCloseCodesOfProtocol() throws IOException {
		String protocol = Files.readString(ROOT.resolve("docs").resolve("protocol.md"));
		List<String> codes = skill().prose()
			.stream()
			.flatMap((line) -> Pattern.compile("^\\| close (\\d+) \\|").matcher(line.text()).results())
			.map((match) -> "| " + match.group(1) + " |")
			.toList();
		assertThat(codes).isNotEmpty().allMatch(protocol::contains);
	}

	@Test
	void importsOnlyTypesThatExist() throws IOException {
		List<String> imports = skill().blocks("java")
			.stream()
			.flatMap((block) -> IMPORT.matcher(block.text()).results())
			.map((match) -> match.group(1))
			.toList();
		assertThat(imports).hasSizeGreaterThan(30).allMatch(AgentPagesTests::isType);
	}

	private static boolean isType(String name) {
		return ClassUtils.isPresent(name, AgentPagesTests.class.getClassLoader());
	}

	@Test
	void namesOnlyWhatExists() throws IOException {
		Set<String> known = known();
		Map<String, JsonNode> properties = DocumentationTests.properties();
		Set<String> unknown = new TreeSet<>();
		for (Line line : skill().prose()) {
			for (MatchResult code : CODE.matcher(line.text()).results().toList()) {
				if (!exists(code.group(1), known, properties)) {
					unknown.add(SKILL.getFileName() + ":" + line.number() + " " + code.group(1));
				}
			}
		}
		assertThat(unknown).as("Names that no public type, sample, pom or page has").isEmpty();
	}

	private static boolean exists(String code, Set<String> known, Map<String, JsonNode> properties) {
		if (code.startsWith("docs/") || code.startsWith("META-INF/")) {
			return Files.exists(ROOT.resolve(code));
		}
		if (PROPERTY.matcher(code).matches()) {
			return DocumentationTests.isKnown(code, properties);
		}
		// WatcherTests asks for them.
		if (code.startsWith("/grest-ws/")) {
			return true;
		}
		return known.contains(code) || WORD.matcher(code).results().map(MatchResult::group).allMatch(known::contains);
	}

	private static Set<String> known() throws IOException {
		Set<String> known = new TreeSet<>(KEYWORDS);
		known.add("io.grest");
		known.addAll(PublicNames.ofLibrary());
		skill().blocks().stream().flatMap((block) -> words(block).stream()).forEach(known::add);
		FOREIGN.forEach((name, type) -> {
			assertThat(isType(type)).as(type).isTrue();
			known.add(name);
		});
		try (Stream<Path> poms = Files.find(ROOT, 3, (file, attributes) -> file.endsWith("pom.xml"))) {
			for (Path pom : poms.toList()) {
				ARTIFACT.matcher(Files.readString(pom)).results().forEach((match) -> known.add(match.group(1)));
			}
		}
		return known;
	}

	private static Collection<String> words(Block block) {
		return WORD.matcher(block.text()).results().map(MatchResult::group).toList();
	}

	@Test
	void quotesMessagesOfTroubleshooting() throws IOException {
		List<String> documented = MarkdownPage.read(ROOT, Path.of("docs", "troubleshooting.md"))
			.blocks("text")
			.stream()
			.map((block) -> block.text().strip())
			.toList();
		List<String> quoted = skill().prose()
			.stream()
			.flatMap((line) -> MESSAGE.matcher(line.text()).results())
			.map((match) -> match.group(1))
			.toList();
		assertThat(quoted).hasSizeGreaterThan(4).allMatch(documented::contains);
	}

	@Test
	void linksOnlyToItsHeadings() throws IOException {
		List<String> anchors = skill().prose()
			.stream()
			.map((line) -> HEADING.matcher(line.text()))
			.filter((heading) -> heading.matches())
			.map((heading) -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
			.toList();
		List<String> links = skill().prose()
			.stream()
			.flatMap((line) -> Pattern.compile("]\\(([^)]+)\\)").matcher(line.text()).results())
			.map((match) -> match.group(1))
			.toList();
		assertThat(links).hasSizeGreaterThan(5)
			.as("Links out of the skill lead nowhere within a jar: name the page in backticks")
			.allMatch((link) -> link.startsWith("#") && anchors.contains(link.substring(1)));
	}

}
