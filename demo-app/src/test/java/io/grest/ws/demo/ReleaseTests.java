package io.grest.ws.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what is published: the modules of the BOM, the version that pages name, and
 * sources without headers.
 */
class ReleaseTests {

	private static final Path ROOT = DocumentationTests.root();

	private static final Path BOM = Path.of("grest-ws-spring-boot-starter", "bom");

	private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

	private static final Pattern OWN_ARTIFACT = Pattern
		.compile("<groupId>io\\.grest</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*<version>");

	private static final Pattern OWN_VERSION = Pattern
		.compile("<groupId>io\\.grest</groupId>\\s*<artifactId>[^<]+</artifactId>\\s*<version>([^<]+)</version>");

	private static final Pattern ARTIFACT_BELOW_PARENT = Pattern
		.compile("</parent>\\s*<artifactId>([^<]+)</artifactId>");

	private static final Pattern PROCESSOR_PATH = Pattern
		.compile("<annotationProcessorPaths.*?</annotationProcessorPaths>", Pattern.DOTALL);

	private static final Pattern HEADER = Pattern.compile("copyright|licen[sc]ed? ", Pattern.CASE_INSENSITIVE);

	@Test
	void listsPublishedModulesInBom() throws IOException {
		List<String> published = new ArrayList<>();
		for (Path module : modules()) {
			String pom = pom(module);
			if (!module.equals(BOM) && !pom.contains("<maven.deploy.skip>true<")) {
				published.add(first(ARTIFACT_BELOW_PARENT, pom));
			}
		}
		List<String> listed = OWN_ARTIFACT.matcher(pom(BOM))
			.results()
			.map((result) -> result.group(1))
			.filter((artifact) -> !artifact.equals("grest-ws"))
			.toList();
		assertThat(listed).as("What %s lists, and what is published", BOM)
			.containsExactlyInAnyOrderElementsOf(published);
	}

	@Test
	void namesCurrentVersionInPagesAndQuickstart() throws IOException {
		String current = first(OWN_VERSION, pom(Path.of("")));
		int named = 0;
		for (Path file : filesWithVersions()) {
			List<String> versions = OWN_VERSION.matcher(Files.readString(file))
				.results()
				.map((result) -> result.group(1))
				.toList();
			named += versions.size();
			assertThat(versions).as("Versions of this project in %s", ROOT.relativize(file)).containsOnly(current);
		}
		assertThat(named).isGreaterThan(3);
	}

	// spring-boot:run forks the build of each module, and then no such path is resolved.
	@Test
	void hasNoModuleOnPathOfProcessors() throws IOException {
		for (Path module : modules()) {
			assertThat(PROCESSOR_PATH.matcher(pom(module)).results().map(MatchResult::group))
				.as("The paths of processors in %s: take modules of this project from the class path", module)
				.noneMatch((path) -> path.contains("<groupId>io.grest</groupId>"));
		}
	}

	private static List<Path> filesWithVersions() throws IOException {
		List<Path> files = new ArrayList<>();
		for (MarkdownPage page : DocumentationTests.pages()) {
			if (OWN_VERSION.matcher(Files.readString(ROOT.resolve(page.path()))).find()) {
				files.add(ROOT.resolve(page.path()));
			}
		}
		for (String application : DocumentationTests.APPLICATIONS) {
			files.add(ROOT.resolve(DocumentationTests.QUICKSTART).resolve(application).resolve("pom.xml"));
		}
		return files;
	}

	@Test
	void findsNoHeaderInSources() throws IOException {
		List<String> headers = new ArrayList<>();
		int sources = 0;
		for (Path module : modules()) {
			for (Path file : sources(module)) {
				sources++;
				String text = Files.readString(file);
				if (HEADER.matcher(text.substring(0, Math.max(0, text.indexOf("package ")))).find()) {
					headers.add(ROOT.relativize(file).toString());
				}
			}
		}
		assertThat(sources).isGreaterThan(300);
		assertThat(headers).as("Sources with a header: the licence is in LICENSE and in each pom, take it away")
			.isEmpty();
	}

	private static List<Path> modules() throws IOException {
		return MODULE.matcher(pom(Path.of(""))).results().map((result) -> Path.of(result.group(1))).toList();
	}

	private static List<Path> sources(Path module) throws IOException {
		Path directory = ROOT.resolve(module).resolve("src");
		if (!Files.isDirectory(directory)) {
			return List.of();
		}
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter((file) -> file.toString().matches(".*\\.(java|kt)"))
				.filter((file) -> !file.toString().contains("node_modules"))
				.toList();
		}
	}

	private static String pom(Path module) throws IOException {
		return Files.readString(ROOT.resolve(module).resolve("pom.xml"));
	}

	private static String first(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((MatchResult result) -> result.group(1)).findFirst().orElseThrow();
	}

}
